"""Cell looks: a registry that numbers them in order of first use, and the styles part."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from gongkai.office_files import SPREADSHEET
from gongkai.tree.nodes import Align, CellKind, Slot
from gongkai.writers.ooxml import XML_DECLARATION, escape

# Points per em of each font below; layout estimates heights from them.
PLAIN, GRID, BOLD, TITLE_FONT, LINK, NOTE, DRAFT_FONT = range(7)
FONT_SIZE = (11, 10, 10, 16, 10, 9, 24)
NO_FILL, HEADER_FILL, SECTION_FILL = 0, 2, 3
GENERAL = "General"
_BUILT_IN = {GENERAL: 0, "0": 1, "0.00": 2, "#,##0": 3, "#,##0.00": 4, "0%": 9, "0.00%": 10}
_FIRST_CUSTOM = 164


class CellLook(NamedTuple):
    """What a cell looks like; `quote` marks text that Excel must never read as a formula."""

    font: int = GRID
    fill: int = NO_FILL
    bordered: bool = False
    align: str = "left"
    indent: int = 0
    wrap: bool = True
    format: str = GENERAL
    quote: bool = False


_OF_KIND = {
    CellKind.HEADER: CellLook(BOLD, HEADER_FILL, True, "center"),
    CellKind.LABEL: CellLook(GRID, NO_FILL, True, "left"),
    CellKind.TOTAL: CellLook(BOLD, NO_FILL, True, "center"),
    CellKind.TEXT: CellLook(GRID, NO_FILL, True, "left"),
    CellKind.NUMBER: CellLook(GRID, NO_FILL, True, "right"),
    CellKind.SECTION: CellLook(BOLD, SECTION_FILL, True, "left"),
}


def cell_look(slot: Slot, number_format: str = GENERAL, quote: bool = False) -> CellLook:
    """The look of a grid cell; numbers shrink instead of wrapping: Excel shows #### otherwise."""
    look, indent = _OF_KIND[slot.kind], slot.indent
    align = slot.align.value if slot.align is not None else look.align
    if indent and slot.align is None:
        align = Align.LEFT.value  # a centred cell has no indent
    is_number = number_format != GENERAL
    return look._replace(align=align, indent=indent, wrap=not is_number, format=number_format, quote=quote)


class StyleBook:
    """Numbers the looks of one workbook; look 0 is Excel's plain cell."""

    def __init__(self) -> None:
        self._looks: dict[CellLook | None, int] = {None: 0}

    def index(self, look: CellLook) -> int:
        return self._looks.setdefault(look, len(self._looks))

    def xml(self) -> str:
        return styles_xml(tuple(look for look in self._looks if look is not None))


@lru_cache(maxsize=64)
def styles_xml(looks: tuple[CellLook, ...]) -> str:
    """The styles part; built once per set of looks, which a format uses again for every department."""
    custom = dict.fromkeys(look.format for look in looks if look.format not in _BUILT_IN)
    ids = {**_BUILT_IN, **{code: _FIRST_CUSTOM + n for n, code in enumerate(custom)}}
    formats = "".join(f'<numFmt numFmtId="{ids[code]}" formatCode="{escape(code)}"/>' for code in custom)
    if formats:
        formats = f'<numFmts count="{len(custom)}">{formats}</numFmts>'
    cells = "".join(_xf(look, ids[look.format]) for look in looks)
    return (
        f'{XML_DECLARATION}<styleSheet xmlns="{SPREADSHEET}">{formats}{_FONTS}{_FILLS}{_BORDERS}'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="{len(looks) + 1}">'
        f'<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>{cells}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="常规" xfId="0" builtinId="0"/></cellStyles>'
        '<dxfs count="0"/></styleSheet>'
    )


def _xf(look: CellLook, format_id: int) -> str:
    indent = f' indent="{min(look.indent, 15)}"' if look.indent else ""
    fit = ' wrapText="1"' if look.wrap else ' shrinkToFit="1"'
    return (
        f'<xf numFmtId="{format_id}" fontId="{look.font}" fillId="{look.fill}" borderId="{int(look.bordered)}"'
        f' xfId="0"{_QUOTE if look.quote else ""} applyNumberFormat="1" applyFont="1" applyFill="1"'
        f' applyBorder="1" applyAlignment="1">'
        f'<alignment horizontal="{look.align}" vertical="center"{fit}{indent}/></xf>'
    )


def _font(size: int, name: str, mark: str = "", color: str = "FF000000") -> str:
    return (
        f'<font>{mark}<sz val="{size}"/><color rgb="{color}"/><name val="{name}"/>'
        '<family val="3"/><charset val="134"/></font>'
    )


def _solid(color: str) -> str:
    return (
        f'<fill><patternFill patternType="solid"><fgColor rgb="{color}"/><bgColor indexed="64"/>'
        "</patternFill></fill>"
    )


_QUOTE = ' quotePrefix="1"'
_FONTS = '<fonts count="7">{}</fonts>'.format(
    "".join(
        (
            _font(FONT_SIZE[PLAIN], "宋体"),
            _font(FONT_SIZE[GRID], "宋体"),
            _font(FONT_SIZE[BOLD], "宋体", "<b/>"),
            _font(FONT_SIZE[TITLE_FONT], "黑体", "<b/>"),
            _font(FONT_SIZE[LINK], "宋体", "<u/>", "FF0563C1"),
            _font(FONT_SIZE[NOTE], "宋体"),
            _font(FONT_SIZE[DRAFT_FONT], "黑体", "<b/>", "FFC00000"),
        )
    )
)
_FILLS = (
    '<fills count="4"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill>'
    f"{_solid('FFE3ECF5')}{_solid('FFF2F2F2')}</fills>"
)
_EDGES = "".join(
    f'<{edge} style="thin"><color rgb="FF000000"/></{edge}>' for edge in ("left", "right", "top", "bottom")
)
_BORDERS = (
    '<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border>'
    f"<border>{_EDGES}<diagonal/></border></borders>"
)
