"""Codecs, one file each: ``decode(payload)`` gives Samples in the device's units or raises RejectedError."""
