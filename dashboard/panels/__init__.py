"""Parts of pages as pure functions: words and rows in, components out."""
