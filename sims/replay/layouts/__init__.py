"""How recorded files are laid out: one layout a file, found by its name."""
