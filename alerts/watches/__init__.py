"""Watches, one pure file each, found by the file's name."""
