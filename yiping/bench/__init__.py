"""Measurements, one a file. Figures are for people; no test asserts them."""
