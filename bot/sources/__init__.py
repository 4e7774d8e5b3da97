"""Channels in: fetching public channel pages and reading the posts out of them."""
