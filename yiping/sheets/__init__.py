"""Sheets of paper: what people without a device work by."""
