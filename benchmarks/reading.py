"""Measure reading: `python benchmarks/reading.py [FOLDER] [-o FILE]`, a table for docs/performance.md.

CPU per 30 pages and the most memory, of our reader and, where it is installed, of pdfplumber, in one run. PDFs are those
of FOLDER (as a rule ../shared/real); Word and Excel are the reports of the samples, whose pages are not counted.
"""

from __future__ import annotations

import argparse
import io
import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

_PAGES = 30
_APART = """
import json, resource, sys, time
kind, path = sys.argv[1:]
content = open(path, "rb").read()
def rss():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
if kind == "ours":
    from gongkai.readers.pdf.document import read_pdf
    begin = time.process_time()
    pages = len(read_pdf(content, "a").parts)
else:
    import io, pdfplumber
    begin = time.process_time()
    with pdfplumber.open(io.BytesIO(content)) as document:
        pages = len([page.extract_tables() for page in document.pages])
print(json.dumps([pages, time.process_time() - begin, rss()]))
"""


def pdfs(folder: Path) -> list[str]:
    """Rows of the table: each PDF is read in a process of its own, ours and pdfplumber's in turn."""
    ways = ["ours", *(["pdfplumber"] if find_spec("pdfplumber") else [])]
    total: dict[str, list[float]] = {way: [0, 0.0, 0, 0.0] for way in ways}
    for path in sorted(folder.glob("*.pdf")):
        for way in ways:
            pages, seconds, memory = _run(way, path)
            sums = total[way]
            sums[0] += pages
            sums[1] += seconds
            sums[2] = max(sums[2], memory)
            sums[3] = max(sums[3], seconds * _PAGES / pages)
    names = {"ours": "PDF：本项目", "pdfplumber": "PDF：pdfplumber"}
    return [
        f"| {names[way]} | {pages:.0f} 页 | {seconds * _PAGES / pages:.2f} 秒 | {most:.2f} 秒 | {memory:.0f} MB |"
        for way, (pages, seconds, memory, most) in total.items()
    ]


def _run(way: str, path: Path) -> Any:
    command = [sys.executable, "-c", _APART, way, str(path)]
    return json.loads(subprocess.run(command, capture_output=True, check=True).stdout)


def own_reports() -> list[str]:
    """Rows of the table: the Word and Excel reports of all samples, and their input as .xls."""
    from benchmarks.measure import best, sample_tree
    from gongkai.pipeline import render
    from gongkai.readers.document import read_document
    from gongkai.source import Source

    found = {"docx": 0.0, "xlsx": 0.0, "xls": 0.0}
    samples = sorted((ROOT / "sample_inputs").glob("*/input.xlsx"))
    for path in samples:
        document, pack = sample_tree(ROOT, path.parent.name)
        made = render(document, pack, ("docx", "xlsx"), pages=False).files
        files = {name.rpartition(".")[2]: content for name, content in made.items()}
        files["xls"] = _as_xls(path.read_bytes())
        for kind, content in files.items():
            source = Source(f"a.{kind}", content)
            found[kind] = max(found[kind], best(lambda source=source: read_document(source), 3) / 1000)  # type: ignore[misc]
    names = {"docx": "Word 报告", "xlsx": "Excel 报告", "xls": "输入工作簿存成 .xls"}
    return [
        f"| {names[kind]}：本项目 | {len(samples)} 份 | — | {most:.2f} 秒 | — |"
        for kind, most in found.items()
    ]


def _as_xls(content: bytes) -> bytes:
    import xlwt

    from gongkai.readers.workbook import read_workbook

    book = xlwt.Workbook()
    for grid in read_workbook(content, "a", True):
        sheet = book.add_sheet(grid.title[:31])
        for row, cells in grid.rows.items():
            for column, cell in cells.items():
                sheet.write(row - 1, column - 1, cell.value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def main() -> None:
    """Print the table, or write it into the file named by `-o`."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path, nargs="?", default=ROOT.parent / "shared" / "real")
    parser.add_argument("-o", type=Path)
    given = parser.parse_args()
    head = ["| 做法 | 量 | 每 30 页处理器时间 | 最慢的一份 | 内存峰值 |", "|---|---|---|---|---|"]
    text = "\n".join([*head, *pdfs(given.folder), *own_reports()]) + "\n"
    if given.o is None:
        print(text)
    else:
        given.o.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
