"""Walking data from one part to the next: a channel's page into the outbox, the outbox into chats."""
