"""Accounts of devices and gateways at a broker of our own: granted, handed out, taken back."""
