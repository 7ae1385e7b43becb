"""The wall in a real browser: one question a file."""
