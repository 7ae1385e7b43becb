"""Ways to tell a notification: one file each, found by name."""
