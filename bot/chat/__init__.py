"""Telegram, out and in: everything the program says in a chat, and everything it is asked there."""

import os

# The library warns on every 429 unless `retry_after` may be a timedelta, as in its next major version.
os.environ.setdefault("PTB_TIMEDELTA", "true")
