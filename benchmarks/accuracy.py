"""How much of our own reports is read rightly: `python benchmarks/accuracy.py FOLDER`, a table for docs/performance.md.

FOLDER holds what `gongkai generate --to docx --to xlsx --to pdf` wrote for each sample, in a folder of its name. Truth is
the document tree: the cells of each table by row and column, the numbers among them, and which table it is. Texts are
compared without blanks, the numbers of a workbook by value; a PDF may lack a comma that LibreOffice hangs over the end
of a line, and a row of one text above a table in a workbook may be read as a line.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from difflib import SequenceMatcher
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks.measure import LIBRARY, sample_tree  # noqa: E402
from gongkai.recognition.printed_fact import printed_number  # noqa: E402
from gongkai.recognition.reading import read_published  # noqa: E402
from gongkai.source import Source  # noqa: E402
from gongkai.tree.grid import grid  # noqa: E402
from gongkai.tree.nodes import Document  # noqa: E402

Cells = dict[tuple[int, int], str]
_ABOVE = 3  # rows
_HUNG = re.compile(r"[，。、；：]")


def tables_of(document: Document) -> list[tuple[str, Cells]]:
    """By table its key and its texts by place, empty ones left out."""
    found = []
    for table in document.tables:
        made = grid(table).build
        cells = grid(table).cells
        texts = {
            (row, slot.column): _plain(cell.text)
            for row, slot, cell in zip(made.rows, made.places, cells, strict=True)
            if cell.text.strip()
        }
        found.append((table.key, texts))
    return found


def _plain(text: str) -> str:
    return _HUNG.sub("", re.sub(r"\s", "", text))


def measured(document: Document, path: Path, format: str) -> Counter[str]:
    """Of one file the counts of cells, numbers and kinds, and of those that are right."""
    reading = read_published(Source.from_path(path), LIBRARY, format)
    read = [
        {
            (cell.row, cell.column): text
            for cell in table.recognised.table.cells
            if (text := _plain(cell.text))
        }
        for table in reading.tables
    ]
    keys = [table.key for table in reading.tables]
    lines = {_plain(line.text) for line in reading.document.lines()}
    wanted = tables_of(document)
    count: Counter[str] = Counter()
    for at, (key, cells) in _paired(wanted, read):
        mine = read[at] if at is not None else {}
        right = max((_right(cells, mine, lines, above) for above in range(_ABOVE)), key=len)
        numbers = {place for place, text in cells.items() if printed_number(text) is not None}
        count.update(cells=len(cells), numbers=len(numbers))
        count.update(cells_right=len(right), numbers_right=len(numbers & right))
        if key in LIBRARY.pack(format)[0].tables:  # type: ignore[union-attr]
            count.update(kinds=1, kinds_right=at is not None and keys[at] == key)
        for place in sorted(cells.keys() - right):
            print(path.suffix, key, place, cells[place][:40], "|", mine.get(place, "")[:40], file=sys.stderr)
    return count


def _right(cells: Cells, mine: Cells, lines: set[str], above: int) -> set[tuple[int, int]]:
    """The places that are read rightly if the first rows, `above` of them, were read as lines."""
    return {
        (row, column)
        for (row, column), text in cells.items()
        if (text in lines if row < above else _same(text, mine.get((row - above, column), "")))
    }


def _same(one: str, other: str) -> bool:
    numbers = printed_number(one), printed_number(other)
    return one == other or (None not in numbers and numbers[0][0] == numbers[1][0])  # type: ignore[index]


def _paired(wanted: list[tuple[str, Cells]], read: list[Cells]) -> list[tuple[int | None, tuple[str, Cells]]]:
    """Each table with the number of the one that was read in its place: in order, by what stands in it."""
    mine = [_begins(cells) for _, cells in wanted]
    theirs = [_begins(cells) for cells in read]
    found: dict[int, int] = {}
    for block in SequenceMatcher(None, mine, theirs, autojunk=False).get_matching_blocks():
        found |= {block.a + step: block.b + step for step in range(block.size)}
    return [(found.get(number), table) for number, table in enumerate(wanted)]


def _begins(cells: Cells) -> str:
    """What stands below the rows that may be lines in a workbook."""
    least = next((row for row in range(_ABOVE) if sum(at == row for at, _ in cells) > 1), 0)
    texts = [text for (row, _), text in sorted(cells.items()) if least <= row < least + 3]
    return "".join(text for text in texts if printed_number(text) is None)[:60]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    total: dict[str, Counter[str]] = {kind: Counter() for kind in ("docx", "xlsx", "pdf")}
    for sample in sorted(path.name for path in folder.iterdir()):
        document, pack = sample_tree(ROOT, sample)
        for kind, count in total.items():
            [path] = [
                each
                for each in sorted((folder / sample).glob(f"*.{kind}"))
                if not each.stem.endswith("校核报告")
            ]
            count.update(measured(document, path, pack.format))
    print("| 样例的报告 | 单元格 | 数 | 表的种类 |\n|---|---|---|---|")
    for kind, count in total.items():
        shown = " | ".join(
            f"{count[f'{what}_right']:,} / {count[what]:,}" for what in ("cells", "numbers", "kinds")
        )
        print(f"| {kind} | {shown} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
