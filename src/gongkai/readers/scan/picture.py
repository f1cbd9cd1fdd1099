"""A picture of a page set upright, and the straight rules in it. Needs OpenCV, which the extra `ocr` brings."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import median
from typing import Any

from gongkai.readers.pdf.page import RuledLine

DPI = 150
SCALE = DPI / 72
"""Pixels of a point."""
_MOST_TURNED = 5.0  # degrees
_LONG = 0.15  # of the width: a stroke that long is a rule
_STROKE, _ACROSS_UNBROKEN = (
    22,
    48,
)  # pixels: shorter strokes are those of characters, across of large titles too
_ACROSS, _DOWN = 60, 22  # pixels of a rule: a stroke of a large title is as long as a row is high
_GAP = 25  # pixels by which a rule that is printed or scanned thinly is broken
_THICKEST = 9  # pixels
_TOUCH = 3.0  # points
_LEANING = 0.004  # of its length, by which a rule that is not quite upright takes more place


def upright(image: Any) -> Any:
    """A grey picture turned by the few degrees by which it was scanned awry."""
    import cv2

    least = _LONG * image.shape[1]
    slopes = []
    for outline in _strokes(_ink(image, (1, 5)), (_ACROSS, 1)):
        if cv2.boundingRect(outline)[2] >= least:
            along, up, _, _ = cv2.fitLine(outline, cv2.DIST_L2, 0, 0.01, 0.01).ravel().tolist()
            slopes.append(math.degrees(math.atan2(up, along)))
    turned = median(slopes) if slopes else 0.0
    if not 0.02 <= abs(turned) <= _MOST_TURNED:
        return image
    height, width = image.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), turned, 1.0)
    return cv2.warpAffine(image, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=255)


def _ink(image: Any, thicker: tuple[int, int]) -> Any:
    """The dark places of a picture, in white, each thicker by a few pixels."""
    import cv2

    smooth = cv2.medianBlur(image, 3)
    ink = cv2.adaptiveThreshold(smooth, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 12)
    return cv2.dilate(ink, cv2.getStructuringElement(cv2.MORPH_RECT, thicker))


def rules_of_picture(image: Any) -> tuple[list[RuledLine], list[RuledLine]]:
    """The rules across and down, in points from the upper left corner."""
    import cv2

    across = [
        _ruled(y + high / 2, x, x + wide)
        for x, y, wide, high in map(cv2.boundingRect, _strokes(_ink(image, (1, 3)), (_ACROSS_UNBROKEN, 1)))
        if _is_rule(wide, high, _ACROSS)
    ]
    down = [
        _ruled(x + wide / 2, y, y + high)
        for x, y, wide, high in map(cv2.boundingRect, _strokes(_ink(image, (3, 1)), (1, _STROKE)))
        if _is_rule(high, wide, _DOWN)
    ]
    down = [rule for rule in down if _meets(rule, across)]
    return [rule for rule in across if _meets(rule, down)], down


def _meets(rule: RuledLine, others: Sequence[RuledLine]) -> bool:
    """Whether a rule meets two of those across it, as those of a table do and strokes of characters do not."""
    meeting = (
        other
        for other in others
        if rule.begin - _TOUCH <= other.at <= rule.end + _TOUCH
        and other.begin - _TOUCH <= rule.at <= other.end + _TOUCH
    )
    first = next(meeting, None)
    return first is not None and any(abs(other.at - first.at) > _TOUCH for other in meeting)


def _is_rule(long: int, thick: int, least: int) -> bool:
    return long >= least and thick <= _THICKEST + long * _LEANING


def _strokes(ink: Any, kernel: tuple[int, int]) -> Any:
    """The outlines of what is left of the ink where only strokes as long as the kernel stay, gaps in them closed."""
    import cv2

    found = cv2.morphologyEx(ink, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, kernel))
    bridge = tuple(_GAP if side > 1 else 1 for side in kernel)
    found = cv2.morphologyEx(found, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_RECT, bridge))
    return cv2.findContours(found, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)[0]


def _ruled(at: float, begin: float, end: float) -> RuledLine:
    return RuledLine(at / SCALE, begin / SCALE, end / SCALE)
