"""A page of headings, paragraphs, lists and tables, as text for the terminal and as Markdown for the docs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from gongkai.frozen import frozen
from gongkai.measure import half_widths

_GAP = "  "
_WIDEST = 46  # a column wider than this is not padded to


@frozen
class PageTable:
    """A table of texts."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@frozen
class Title:
    level: int
    text: str


@frozen
class Items:
    """A list; an item of several lines keeps them below its first."""

    texts: tuple[str, ...]


@dataclass(slots=True)
class FormatPage:
    """Blocks in order. What is empty is left out."""

    title: str
    blocks: list[Title | Items | PageTable | str] = field(default_factory=list)

    def heading(self, text: str, level: int = 2) -> None:
        self.blocks.append(Title(level, text))

    def paragraph(self, text: str) -> None:
        if text:
            self.blocks.append(text)

    def items(self, texts: Sequence[str]) -> None:
        if texts:
            self.blocks.append(Items(tuple(texts)))

    def grid(self, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """A table; columns without any text are left out."""
        used = [index for index in range(len(header)) if any(row[index] for row in rows)]
        if rows:
            kept = tuple(tuple(row[index] for index in used) for row in rows)
            self.blocks.append(PageTable(tuple(header[index] for index in used), kept))

    def section(self, title: str, texts: Sequence[str], level: int = 2) -> None:
        """A heading with a list under it; nothing where the list is empty."""
        if texts:
            self.heading(title, level)
            self.items(texts)


def as_markdown(page: FormatPage, lead: str = "") -> str:
    """The page as Markdown; `lead` stands under its title."""
    made = [f"# {page.title}", *([lead] if lead else [])]
    for block in page.blocks:
        if isinstance(block, Title):
            made.append(f"{'#' * block.level} {_escaped(block.text)}")
        elif isinstance(block, Items):
            made.append("\n".join(f"- {_escaped(text)}".replace("\n", "\n  \n  ") for text in block.texts))
        elif isinstance(block, PageTable):
            lines = [block.header, tuple("---" for _ in block.header), *block.rows]
            made.append("\n".join(f"| {' | '.join(_cell(text) for text in row)} |" for row in lines))
        else:
            made.append(_escaped(block))
    return "\n\n".join(made) + "\n"


def _escaped(text: str) -> str:
    return text.replace("<", "&lt;").replace("*", "\\*")


def _cell(text: str) -> str:
    return _escaped(text).replace("|", "\\|").replace("\n", "<br>")


def as_text(page: FormatPage) -> str:
    """The page for a terminal; columns are aligned by the width of Chinese characters."""
    made = [page.title]
    for block in page.blocks:
        if isinstance(block, Title):
            made += ["", f"{'  ' * (block.level - 2)}{block.text}"]
        elif isinstance(block, Items):
            made += ["  - " + text.replace("\n", "\n    ") for text in block.texts]
        elif isinstance(block, PageTable):
            made += _aligned([block.header, *block.rows])
        else:
            made += block.split("\n")
    return "\n".join(made) + "\n"


def _aligned(rows: Sequence[tuple[str, ...]]) -> list[str]:
    cells = [[text.replace("\n", "；") for text in row] for row in rows]
    widths = [min(max(half_widths(row[index]) for row in cells), _WIDEST) for index in range(len(rows[0]))]
    return [
        "  "
        + _GAP.join(
            text + " " * (width - half_widths(text)) for text, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in cells
    ]
