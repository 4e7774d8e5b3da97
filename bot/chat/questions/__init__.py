"""Asking the archive: lists, search, reasons, pictures and files."""
