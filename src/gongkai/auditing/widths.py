"""Full-width digits and marks as half-width ones, character by character."""

from __future__ import annotations

_WIDTHS = str.maketrans("０１２３４５６７８９％．（）－：；﹪", "0123456789%.()-:;%")


def half_width(text: str) -> str:
    """The text with half-width digits, brackets, colons and per cent signs, as long as it was."""
    return text.translate(_WIDTHS)
