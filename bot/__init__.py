"""Lookout: watch public Telegram channels for official incident statements."""
