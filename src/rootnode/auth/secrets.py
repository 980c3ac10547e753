"""Secrets that are shown once and kept only as a digest: sessions, tokens, set-up and invitation links.

Each holds 256 random bits, so a plain SHA-256 is enough to keep them; a slow hash is for passwords, which people choose.
"""

import hashlib
import secrets

TOKEN_PREFIX = "rn_"  # noqa: S105 - a prefix, not a secret
"""Marks an API token, so that scanners for leaked secrets can find one."""


def new_secret(prefix: str = "") -> str:
    """A fresh secret of 256 random bits, safe in URLs and cookies."""
    return prefix + secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """What is stored of a secret, and looked up by."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
