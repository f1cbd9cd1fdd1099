"""How a Content-Security-Policy names a script or style that stands in the page itself, and the page without any script."""

from __future__ import annotations

import base64
import hashlib
from html import escape


def digest(text: str) -> str:
    """The SHA-256 of a script or style, quoted as a policy lists it."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def page_without_script(title: str, style: str, main: str) -> bytes:
    """A whole page in UTF-8 that asks nothing of any other place and runs nothing; `main` is what stands in it."""
    policy = f"default-src 'none'; style-src {digest(style)}; base-uri 'none'; form-action 'none'"
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n<main>\n"
        f"{main}\n</main>\n</body>\n</html>\n"
    ).encode()
