"""How a Content-Security-Policy names a script or style that stands in the page itself."""

from __future__ import annotations

import base64
import hashlib


def digest(text: str) -> str:
    """The SHA-256 of a script or style, quoted as a policy lists it."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
