"""Measure audits: `python benchmarks/auditing.py [FOLDER] [--count 100] [-o FILE]`, a table for docs/performance.md.

CPU for 30 pages, children that read PDFs included: PDFs are those of FOLDER (as a rule ../shared/real), Word files the
reports of the samples, whose pages are told by their number of rows and paragraphs (40 a page). Then a folder of `count`
copies: the memory after the first ten, and after all.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks.measure import check_file  # noqa: E402 - the checkout must be importable first
from gongkai import pipeline  # noqa: E402
from gongkai.auditing.audit import audit_published  # noqa: E402
from gongkai.packs.library import Library  # noqa: E402
from gongkai.packs.location import templates_root  # noqa: E402
from gongkai.readers.document import read_document  # noqa: E402
from gongkai.readers.printed_document import PrintedTable  # noqa: E402
from gongkai.source import Source  # noqa: E402

_PAGES, _LINES = 30, 40
_WARM = 10  # documents after which the caches are full


def spent() -> float:
    """Seconds of processor of this process and of its children that have ended."""
    found = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in found)


def reports(library: Library) -> list[Source]:
    """The Word reports of the samples that can be published."""
    found = []
    for path in sorted((ROOT / "sample_inputs").glob("*/input.yaml")):
        checked = check_file(path)
        document = pipeline.compose(checked) if checked.publishable else None
        if document is not None and checked.subject is not None:
            made = pipeline.render(document, checked.subject.pack, ("docx",), pages=False)
            found += [Source(name, content) for name, content in made.files.items()]
    return found


def pages_of(source: Source) -> float:
    """Pages of a PDF; of a Word file how many its lines and rows would fill."""
    parts = read_document(source).parts
    if parts and parts[0].page:
        return len(parts)
    items = [item for part in parts for item in part.items]
    return sum(item.height if isinstance(item, PrintedTable) else 1 for item in items) / _LINES


def row(name: str, sources: list[Source], library: Library) -> str:
    audit_published(sources[:1], library)
    most, seconds, pages = 0.0, 0.0, 0.0
    for source in sources:
        begin = spent()
        audit_published([source], library)
        took, long = spent() - begin, pages_of(source)
        seconds, pages, most = seconds + took, pages + long, max(most, took * _PAGES / max(long, _PAGES))
    return f"| {name} | {pages:.0f} 页 | {seconds * _PAGES / pages:.2f} 秒 | {most:.2f} 秒 |"


def folder(source: Source, library: Library, count: int) -> str:
    """The most memory after ten documents and after all, each from its own file as the command reads them."""
    marks, results = [], []
    with tempfile.TemporaryDirectory() as place:
        for number in range(count):
            path = Path(place) / f"{number}.docx"
            path.write_bytes(source.content)
            results.append(audit_published([Source.from_path(path)], library))
            if number + 1 in (_WARM, count):
                marks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
    return f"一个文件夹：审过 {_WARM} 份时最多 {marks[0]} MB，审过 {count} 份时 {marks[-1]} MB。"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("-o", "--output", type=Path)
    given = parser.parse_args()
    library = Library(templates_root())
    begin = time.perf_counter()
    words = reports(library)
    lines = ["| 文件 | 共 | 每 30 页的处理器时间 | 最慢的一份，每 30 页 |", "|---|---|---|---|"]
    lines.append(row("Word", words, library))
    if given.folder is not None:
        lines.append(
            row("PDF", [Source.from_path(path) for path in sorted(given.folder.glob("*.pdf"))], library)
        )
    lines += ["", folder(max(words, key=lambda each: each.size), library, given.count)]
    text = "\n".join(lines) + "\n"
    if given.output is not None:
        given.output.write_text(text, encoding="utf-8", newline="\n")
    print(text, f"共 {time.perf_counter() - begin:.0f} 秒", sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
