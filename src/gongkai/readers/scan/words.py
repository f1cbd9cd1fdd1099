"""The words of a picture as characters on their baselines, as the pages of a PDF with text have them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from gongkai.frozen import frozen
from gongkai.readers.pdf.page import Glyph, Page, RuledLine
from gongkai.readers.scan.picture import SCALE, rules_of_picture, upright

_CERTAIN = 0.6
"""How sure the recogniser must be of a word; of another the place is kept, and each character is unreadable."""
_UNREADABLE = "\ufffd"
_PAINTED = 5  # pixels
_MARGIN = 2  # pixels around a word
_INSIDE = 5  # pixels from the end of a word: a rule nearer to it is beside it
_BASELINE = 0.8  # of the height of a word


@frozen
class _Word:
    left: int
    top: int
    right: int
    bottom: int


class Recogniser:
    """The recogniser, loaded once; raises ImportError where the extra `ocr` is not installed."""

    def __init__(self) -> None:
        from rapidocr import RapidOCR

        self.engine: Any = RapidOCR(params={"Global.log_level": "critical"})

    def page(self, picture: Any, width: float, height: float) -> Page:
        """What a grey picture of a page of this size (points) shows."""
        import cv2

        image = upright(picture)
        across, down = rules_of_picture(image)
        found = Page(width, height, across=across, down=down, pictures=1.0)
        coloured = cv2.cvtColor(image, cv2.COLOR_GRAY2BGR)
        boxes = self.engine(coloured, use_det=True, use_cls=False, use_rec=False).boxes
        words = [part for box in (boxes if boxes is not None else ()) for part in _parted(_word(box), down)]
        for rule in down:  # what is left of a rule beside a digit is read as another one
            at, begin, end = (int(place * SCALE) for place in (rule.at, rule.begin, rule.end))
            cv2.line(coloured, (at, begin), (at, end), (255, 255, 255), _PAINTED)
        for word, text, sure in self._read(coloured, words):
            certain = sure >= _CERTAIN
            found.unreadable += 0 if certain else len(text)
            found.glyphs.extend(_glyphs(word, text if certain else _UNREADABLE * len(text)))
        return found

    def _read(self, image: Any, words: Sequence[_Word]) -> Iterator[tuple[_Word, str, float]]:
        height, width = image.shape[:2]
        for word in words:
            crop = image[
                max(word.top - _MARGIN, 0) : min(word.bottom + _MARGIN, height),
                max(word.left - _MARGIN, 0) : min(word.right + _MARGIN, width),
            ]
            result = self.engine(crop, use_det=False, use_cls=False, use_rec=True)
            for text, sure in zip(result.txts or (), result.scores or (), strict=False):
                if text.strip():
                    yield word, text.strip(), float(sure)


def _word(box: Any) -> _Word:
    xs, ys = box[:, 0], box[:, 1]
    return _Word(int(xs.min()), int(ys.min()), int(xs.max()), int(ys.max()))


def _parted(word: _Word, down: Sequence[RuledLine]) -> list[_Word]:
    """A word where a rule goes through it is the words on both sides."""
    middle = (word.top + word.bottom) / 2 / SCALE
    cuts = sorted(
        int(rule.at * SCALE)
        for rule in down
        if rule.begin <= middle <= rule.end and word.left + _INSIDE < rule.at * SCALE < word.right - _INSIDE
    )
    ends = [word.left, *cuts, word.right]
    return [
        _Word(
            left + (_MARGIN + 1) * (left in cuts),
            word.top,
            right - (_MARGIN + 1) * (right in cuts),
            word.bottom,
        )
        for left, right in pairwise(ends)
        if right - left > 2 * _INSIDE
    ]


def _glyphs(word: _Word, text: str) -> Iterator[Glyph]:
    """The characters of a word along its box: one of 汉字 is as wide as two others."""
    characters = [character for character in text if not character.isspace()]
    widths = [0.5 if character.isascii() else 1.0 for character in characters]
    size = (word.right - word.left) / SCALE / sum(widths)
    y = (word.top + _BASELINE * (word.bottom - word.top)) / SCALE
    x = word.left / SCALE
    for character, width in zip(characters, widths, strict=True):
        yield Glyph(character, x, y, size)
        x += width * size
