"""Looking after the bot in the chat, for its admins."""
