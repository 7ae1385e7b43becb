"""Hashes of passwords as Mosquitto's password file holds them."""

import base64
import hashlib
import os

ITERATIONS = 101
"""What mosquitto_passwd itself takes. More would buy nothing, our passwords being 192 random bits, and the
broker computes a hash for each connection, all of them again after a reload."""
SALT_BYTES = 12


def hashed(password: str) -> str:
    """A new hash, `$7$<iterations>$<salt>$<hash>`: PBKDF2 of SHA-512, salt and hash in base64."""
    salt = os.urandom(SALT_BYTES)
    digest = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, ITERATIONS)
    return f"$7${ITERATIONS}${in_base64(salt)}${in_base64(digest)}"


def in_base64(raw: bytes) -> str:
    """The bytes as letters."""
    return base64.b64encode(raw).decode("ascii")
