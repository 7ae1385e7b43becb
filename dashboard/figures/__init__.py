"""Pure figure functions: rows in, figure out."""
