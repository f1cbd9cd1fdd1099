"""The cell formats of the input workbook: few, and each made once per workbook."""

from __future__ import annotations

from typing import Any

from gongkai.model.schema import ColumnType

INPUT_COLOUR = "#FFF9DB"
COMPUTED_COLOUR = "#E7E6E6"
HEADING_COLOUR = "#DCE6F1"
GROUP_COLOUR = "#EEF3FA"
BORDER_COLOUR = "#BFBFBF"
UNCONFIRMED_COLOUR = "#FCD5B4"
FONT = "微软雅黑"

# An amount in 万元 is shown with all decimals down to 分, so that the user sees what was typed.
AMOUNT_FORMATS = {"元": "#,##0.00", "万元": "#,##0.00####"}
DATE_FORMAT = 'yyyy"年"m"月"d"日"'
# Wide prose keeps the general format: the text format shows long text as #### in older programs.
PROSE_WIDTH = 50

_NUMBER_FORMATS = {
    ColumnType.COUNT: "0",
    ColumnType.NUMBER: "General",
    ColumnType.DATE: DATE_FORMAT,
    ColumnType.FUNCTION: "@",
    ColumnType.ECONOMIC: "@",
    ColumnType.CHOICE: "General",
}
_EDGE: dict[str, object] = {"border": 1, "border_color": BORDER_COLOUR}
_BOX: dict[str, object] = {"text_wrap": True, "valign": "vcenter", **_EDGE}


class Styles:
    """Formats by what they are for. `book` is an XlsxWriter workbook, `unit` that of its amounts."""

    def __init__(self, book: Any, unit: str) -> None:
        self._book = book
        self._numbers = _NUMBER_FORMATS | {ColumnType.AMOUNT: AMOUNT_FORMATS[unit]}
        self._made: dict[tuple[tuple[str, object], ...], Any] = {}

    def make(self, **properties: object) -> Any:
        """A format with the house font; the same properties give the same format."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({"font_name": FONT, "font_size": 10, **properties})
        return self._made[key]

    def quoted(self, style: Any) -> Any:
        """The same format for a text that must stay one, even when the cell is edited."""
        properties = next((dict(key) for key, made in self._made.items() if made is style), {})
        return self.make(**{**properties, "quote_prefix": True})

    def title(self) -> Any:
        return self.make(font_size=16, bold=True, font_color="#1F3864", valign="vcenter")

    def note(self) -> Any:
        return self.make(font_color="#595959", valign="vcenter")

    def heading(self) -> Any:
        return self.make(bold=True, bg_color=HEADING_COLOUR, align="center", **_BOX)

    def group(self) -> Any:
        return self.make(bold=True, bg_color=GROUP_COLOUR, **_BOX)

    def label(self, indent: int = 0) -> Any:
        return self.make(indent=indent, **_BOX)

    def prompt(self) -> Any:
        return self.make(font_color="#595959", **_BOX)

    def computed(self) -> Any:
        amount = self._numbers[ColumnType.AMOUNT]
        # A sum without values is shown as empty.
        number = f"{amount};-{amount};"
        return self.make(bg_color=COMPUTED_COLOUR, font_color="#595959", num_format=number, **_BOX)

    def computed_heading(self) -> Any:
        return self.make(bg_color=COMPUTED_COLOUR, font_color="#595959", align="center", **_BOX)

    def computed_label(self) -> Any:
        """The label of the row of totals; its text runs over into the empty cells beside it."""
        return self.make(bg_color=COMPUTED_COLOUR, font_color="#595959", bold=True, valign="vcenter", **_EDGE)

    def unit(self) -> Any:
        return self.make(align="center", **_BOX)

    def closed(self) -> Any:
        """A cell that takes no value."""
        return self.make(bg_color=COMPUTED_COLOUR, **_BOX)

    def plain(self, kind: ColumnType, width: float) -> Any:
        """A column of a ROWS sheet without fill and borders: the input area adds them as a whole."""
        return self.make(**self._kind(kind, width))

    def input(self, kind: ColumnType, width: float, left: bool = False) -> Any:
        """A single input cell; `left` where numbers and words stand under each other."""
        properties = self._kind(kind, width) | ({"align": "left"} if left else {})
        return self.make(bg_color=INPUT_COLOUR, **properties, **_EDGE)

    def area(self) -> Any:
        """What the input area of a ROWS sheet lays over its cells, filled or not."""
        key = (("area", True),)
        if key not in self._made:
            self._made[key] = self._book.add_format({"bg_color": INPUT_COLOUR, **_EDGE})
        return self._made[key]

    def unconfirmed(self) -> Any:
        """The conditional format of a text that still bears last year's mark."""
        key = (("unconfirmed", True),)
        if key not in self._made:
            self._made[key] = self._book.add_format({"bg_color": UNCONFIRMED_COLOUR, **_EDGE})
        return self._made[key]

    def _kind(self, kind: ColumnType, width: float) -> dict[str, object]:
        text_format = "General" if width >= PROSE_WIDTH else "@"
        properties: dict[str, object] = {
            "num_format": self._numbers.get(kind, text_format),
            "valign": "vcenter" if kind is not ColumnType.TEXT or width < PROSE_WIDTH else "top",
        }
        if kind in (ColumnType.TEXT, ColumnType.CHOICE):
            properties["text_wrap"] = True
        if kind is ColumnType.DATE:
            properties["align"] = "left"
        return properties
