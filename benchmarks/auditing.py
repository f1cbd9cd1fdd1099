"""Measure audits: `python benchmarks/auditing.py [FOLDER] [--count 100] [-o FILE]`, a table for docs/performance.md.

CPU for 30 pages, children that read PDFs included: PDFs are those of FOLDER (as a rule ../shared/real), Word files the
reports of the samples, whose pages are told by their number of rows and paragraphs (20 a page). Then the command on a
folder of ten and of `count` documents: the most memory of each, and the time where nothing has changed.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
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

_PAGES = 30
_LINES = 20  # rows and paragraphs on a page: LibreOffice makes 162 pages of the 3,240 of three samples
_FEW = 10  # documents after which the caches are full


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


def folder(sources: list[Source], count: int) -> str:
    """The most memory of `gongkai audit FOLDER` for ten documents and for all, with the page of the overview, and the
    time of the second run, in which nothing has changed."""
    peaks, seconds = [], []
    with tempfile.TemporaryDirectory() as place:
        for many in (_FEW, count):
            county = Path(place) / str(many)
            county.mkdir()
            for number in range(many):
                source = sources[number % len(sources)]
                (county / f"{number:03}{source.suffix}").write_bytes(source.content)
            for _ in range(2):
                peak, took = _audited(county, Path(place) / f"{many}-out" / "报告.html")
                peaks.append(peak)
                seconds.append(took)
    return (
        f"一个文件夹（`gongkai audit 文件夹 -o 报告.html`，各样例的 Word 轮流）：{_FEW} 份最多 {peaks[0]} MB，"
        f"{count} 份最多 {peaks[2]} MB，{peaks[2] / peaks[0]:.2f} 倍；{count} 份用 {seconds[2]:.0f} 秒处理器时间，"
        f"没有变动再审一遍用 {seconds[3]:.1f} 秒。"
    )


def _audited(county: Path, report: Path) -> tuple[int, float]:
    """The peak of memory in MB and the seconds of processor of one run of the command, in a process of its own."""
    start = (
        "import resource, sys; from gongkai.app.main import app; app(sys.argv[1:], standalone_mode=False); "
        "used = resource.getrusage(resource.RUSAGE_SELF); print(used.ru_maxrss // 1024, used.ru_utime + used.ru_stime)"
    )
    done = subprocess.run(
        [sys.executable, "-c", start, "audit", str(county), "-o", str(report)],
        check=True,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1"},
    )
    peak, seconds = done.stdout.splitlines()[-1].split()
    return int(peak), float(seconds)


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
    lines += ["", folder(words, given.count)]
    lines += ["", f"测的时候机器前一分钟的负载是 {os.getloadavg()[0]:.1f}；处理器时间在忙的机器上偏长。"]
    text = "\n".join(lines) + "\n"
    if given.output is not None:
        given.output.write_text(text, encoding="utf-8", newline="\n")
    print(text, f"共 {time.perf_counter() - begin:.0f} 秒", sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
