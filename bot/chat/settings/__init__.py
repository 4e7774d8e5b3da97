"""Choosing what a chat is told, and when: the screens of /settings and the buttons of cards."""
