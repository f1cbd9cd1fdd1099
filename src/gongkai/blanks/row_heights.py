"""A worksheet whose rows have a height and still grow with their text.

XlsxWriter marks every height as set by hand; such a row no longer grows when the user writes more into
it, and a row without a height is shown cut off by LibreOffice. This module loads XlsxWriter; import it
inside functions.
"""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from gongkai.measure import text_lines

LINE_POINTS = 16.5
MAX_POINTS = 400.0

Attributes = list[tuple[str, object]]


class GrowingSheet(Worksheet):  # type: ignore[misc]  # XlsxWriter has no types
    """Writes row heights as measured, not as set by hand."""

    def _xml_start_tag(self, tag: str, attributes: Attributes | None = None) -> None:
        super()._xml_start_tag(tag, _measured(tag, attributes or []))

    def _xml_start_tag_unencoded(self, tag: str, attributes: Attributes | None = None) -> None:
        super()._xml_start_tag_unencoded(tag, _measured(tag, attributes or []))


def _measured(tag: str, attributes: Attributes) -> Attributes:
    return [item for item in attributes if item[0] != "customHeight"] if tag == "row" else attributes


def text_points(text: str, width: float, least: int = 1) -> float:
    """The height in points that a wrapped text takes in a column of `width` characters."""
    # A little less than the column, because lines do not break within words or before punctuation.
    room = max(1.0, width - 2)
    return min(MAX_POINTS, LINE_POINTS * max(text_lines(text, room, room), least))
