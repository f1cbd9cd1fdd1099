"""What stands on a page of a PDF: its characters by their baseline, and its straight rules.

Coordinates are points from the upper left corner of the page as it is looked at: turned pages, and pages whose text
runs along the long side, are turned upright.
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from gongkai.frozen import frozen

_THICK = 3.0
"""Points: a filled area no thicker than this is a rule."""
_STRAIGHT = 1.0
_MAX_NESTED = 6
_BLANKS = frozenset("\t \u00a0\u3000")
_NOTHING = frozenset("\r\n\u200b\ufeff\u00ad")

_WIDE = {**dict.fromkeys("ABCDEFGHIJKLMNOPQRSTUVWXYZ", 0.7), **dict.fromkeys("mwMW%@", 0.85)}

PageMatrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]


@frozen
class Glyph:
    """A character: where it begins on its baseline, and the size of its font."""

    text: str
    x: float
    y: float
    size: float

    @property
    def middle(self) -> float:
        """The middle of its width, which is half an em for a digit and one for 汉字."""
        return self.x + self.size * (0.25 if self.text.isascii() else 0.5)

    @property
    def end(self) -> float:
        return self.x + self.size * (1.0 if not self.text.isascii() else _WIDE.get(self.text, 0.5))


@frozen
class RuledLine:
    """A straight rule at `at`, from `begin` to `end` along it."""

    at: float
    begin: float
    end: float


@dataclass(slots=True)
class Page:
    """`unreadable` characters have no meaning that the file tells; `pictures` is the part of the page they cover."""

    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    across: list[RuledLine] = field(default_factory=list)
    down: list[RuledLine] = field(default_factory=list)
    unreadable: int = 0
    pictures: float = 0.0


def read_page(page: Any, most: int) -> Page:
    """The content of a pypdfium2 page with at most `most` characters and rules. Raises ValueError where there are more."""
    import pypdfium2.raw as pdfium

    handle = page.raw
    text = pdfium.FPDFText_LoadPage(handle)
    if not text:
        raise ValueError("no text page")
    try:
        count = pdfium.FPDFText_CountChars(text)
        if count > most:
            raise ValueError("too many characters")
        turned = _turn(pdfium, handle, text, count)
        found = Page(turned.width, turned.height)
        _take_characters(pdfium, text, count, turned, found)
    finally:
        pdfium.FPDFText_ClosePage(text)
    _take_paths(pdfium, handle, turned, found, most)
    return found


@frozen
class _Turn:
    """How the page's own coordinates become those of the upright page."""

    width: float
    height: float
    place: Callable[[float, float], Point]


def _turn(pdfium: Any, handle: Any, text: Any, count: int) -> _Turn:
    edges = [ctypes.c_float() for _ in range(4)]
    if pdfium.FPDFPage_GetCropBox(handle, *edges) or pdfium.FPDFPage_GetMediaBox(handle, *edges):
        left, low, right, high = (edge.value for edge in edges)
    else:
        left, low = 0.0, 0.0
        right, high = pdfium.FPDF_GetPageWidthF(handle), pdfium.FPDF_GetPageHeightF(handle)
    quarters = pdfium.FPDFPage_GetRotation(handle) % 4
    angles: Counter[int] = Counter()
    for index in range(0, count, max(1, count // 200)):
        angle = pdfium.FPDFText_GetCharAngle(text, index)
        if angle >= 0:
            angles[round(angle / (math.pi / 2)) % 4] += 1
    if angles:
        # pdfium's angle is the turn to the right by which the text stands upright, less a whole one.
        quarters = -angles.most_common(1)[0][0] % 4
    width, height = right - left, high - low
    turns: dict[int, _Turn] = {
        0: _Turn(width, height, lambda x, y: (x - left, high - y)),
        1: _Turn(height, width, lambda x, y: (y - low, x - left)),
        2: _Turn(width, height, lambda x, y: (right - x, y - low)),
        3: _Turn(height, width, lambda x, y: (high - y, right - x)),
    }
    return turns[quarters]


def _take_characters(pdfium: Any, text: Any, count: int, turned: _Turn, found: Page) -> None:
    x, y = ctypes.c_double(), ctypes.c_double()
    matrix = pdfium.FS_MATRIX()
    seen: set[tuple[str, float, int, int]] = set()
    before: tuple[object, Point] | None = None  # of the character before: the object that draws it, and where
    kept = False  # the character before
    for index in range(count):
        code = pdfium.FPDFText_GetUnicode(text, index)
        if pdfium.FPDFText_IsGenerated(text, index) == 1:
            continue
        char = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
        if char in _NOTHING:
            continue
        if char in _BLANKS:
            char = " "
        if (
            char == "\ufffd"
            or pdfium.FPDFText_HasUnicodeMapError(text, index) == 1
            or 0xE000 <= code < 0xF900
        ):
            found.unreadable += 1
            char = "\ufffd"
        if not pdfium.FPDFText_GetCharOrigin(text, index, x, y):
            continue
        size = pdfium.FPDFText_GetFontSize(text, index)
        if pdfium.FPDFText_GetMatrix(text, index, matrix):
            size *= math.hypot(matrix.c, matrix.d)
        left, base = turned.place(x.value, y.value)
        if not (-50 <= left <= turned.width + 50 and -50 <= base <= turned.height + 50) or size <= 0:
            continue
        # Bold by being drawn twice: the second stands within a tenth of an em of the first.
        step = max(size * 0.2, 0.5)
        key = (char, round(size, 1), round(base / step), round(left / step))
        twice = any((*key[:3], key[3] + offset) in seen for offset in (-1, 0, 1))
        # One glyph may stand for several characters (——, ffi): they have one place in one object, and one fate.
        drawn = _drawn_by(pdfium, text, index), (left, base)
        kept = kept if drawn == before else char in " \ufffd" or not twice
        before = drawn
        if not kept:
            continue
        seen.add(key)
        found.glyphs.append(Glyph(char, left, base, size))


def _drawn_by(pdfium: Any, text: Any, index: int) -> object:
    """What tells the object of a page that draws a character."""
    found = pdfium.FPDFText_GetTextObject(text, index)
    return ctypes.cast(found, ctypes.c_void_p).value


def _take_paths(pdfium: Any, handle: Any, turned: _Turn, found: Page, most: int) -> None:
    objects = _objects(pdfium, pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject, handle, _UNCHANGED, 0)
    rules = 0
    for item, matrix in objects:
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            found.pictures += _covered(pdfium, item, found)
        elif kind == pdfium.FPDF_PAGEOBJ_PATH:
            for part, closed, stroked in _subpaths(pdfium, item, matrix):
                points = [turned.place(*point) for point in part]
                _take_rules(points, closed, stroked, found)
                rules += len(points)
                if rules > most:
                    raise ValueError("too many rules")


_UNCHANGED: PageMatrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def _objects(
    pdfium: Any, count: Any, get: Any, holder: Any, matrix: PageMatrix, nested: int
) -> Iterator[tuple[Any, PageMatrix]]:
    """The objects of a page and, with the matrix that places them, of the forms in it."""
    for index in range(count(holder)):
        item = get(holder, index)
        own = _times(_matrix(pdfium, item), matrix)
        if pdfium.FPDFPageObj_GetType(item) == pdfium.FPDF_PAGEOBJ_FORM:
            if nested < _MAX_NESTED:
                yield from _objects(
                    pdfium,
                    pdfium.FPDFFormObj_CountObjects,
                    pdfium.FPDFFormObj_GetObject,
                    item,
                    own,
                    nested + 1,
                )
        else:
            yield item, own


def _matrix(pdfium: Any, item: Any) -> PageMatrix:
    found = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, found):
        return _UNCHANGED
    return found.a, found.b, found.c, found.d, found.e, found.f


def _times(inner: PageMatrix, outer: PageMatrix) -> PageMatrix:
    a, b, c, d, e, f = inner
    k, l, m, n, o, p = outer  # noqa: E741 - the letters of a matrix
    return a * k + b * m, a * l + b * n, c * k + d * m, c * l + d * n, e * k + f * m + o, e * l + f * n + p


def _covered(pdfium: Any, item: Any, page: Page) -> float:
    """The part of the page that a picture covers."""
    edges = [ctypes.c_float() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetBounds(item, *edges):
        return 0.0
    left, low, right, high = (edge.value for edge in edges)
    return abs((right - left) * (high - low)) / max(page.width * page.height, 1.0)


def _subpaths(pdfium: Any, item: Any, matrix: PageMatrix) -> Iterator[tuple[list[Point], bool, bool]]:
    """Runs of straight lines: their points, whether they are closed, whether they are stroked (else filled)."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    if not pdfium.FPDFPath_GetDrawMode(item, fill, stroke) or not (fill.value or stroke.value):
        return  # only a border of what is shown
    stroked = bool(stroke.value)
    a, b, c, d, e, f = matrix
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[Point] = []
    closed = False
    for index in range(pdfium.FPDFPath_CountSegments(item)):
        segment = pdfium.FPDFPath_GetPathSegment(item, index)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if not pdfium.FPDFPathSegment_GetPoint(segment, x, y):
            continue
        if kind == pdfium.FPDF_SEGMENT_MOVETO and points:
            yield points, closed, stroked
            points, closed = [], False
        points.append((a * x.value + c * y.value + e, b * x.value + d * y.value + f))
        closed = closed or bool(pdfium.FPDFPathSegment_GetClose(segment))
    if points:
        yield points, closed, stroked


def _take_rules(points: list[Point], closed: bool, stroked: bool, found: Page) -> None:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    left, right, top, bottom = min(xs), max(xs), min(ys), max(ys)
    if len(points) > 2 and (bottom - top <= _THICK or right - left <= _THICK):
        # A thin area, however it is drawn, is one rule along its middle.
        if bottom - top <= right - left:
            found.across.append(RuledLine((top + bottom) / 2, left, right))
        else:
            found.down.append(RuledLine((left + right) / 2, top, bottom))
        return
    if not stroked:
        return  # the ground of a cell, not its border
    ends = [*points[1:], points[0]] if closed else points[1:]
    for (x, y), (to_x, to_y) in zip(points, ends, strict=False):
        if abs(y - to_y) <= _STRAIGHT and abs(x - to_x) > _STRAIGHT:
            found.across.append(RuledLine((y + to_y) / 2, min(x, to_x), max(x, to_x)))
        elif abs(x - to_x) <= _STRAIGHT and abs(y - to_y) > _STRAIGHT:
            found.down.append(RuledLine((x + to_x) / 2, min(y, to_y), max(y, to_y)))
