"""Measure everything side by side in one run:

    python benchmarks/run.py [--quick] [--old WORKTREE] [-o docs/performance.md]

The table goes to standard output, or as a page to the file named by `-o`.
"""

from __future__ import annotations

import argparse
import os
import sys
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks import large_page, old_new, others, page_and_word, report, stages, whole, word  # noqa: E402 - the checkout must be importable first
from benchmarks.measure import Measurement, machine  # noqa: E402
from benchmarks.years import samples  # noqa: E402

READING = "## 读公开材料"
SAMPLE = "liulin-2023-final"
LIBRARIES = ("python-docx", "docxtpl", "openpyxl", "XlsxWriter", "python-calamine", "jinja2", "lxml")


def measure(sample: str, quick: bool) -> report.Results:
    """All measurements; `--quick` leaves out the long runs."""
    ours, floor, docxtpl = word.measure(ROOT, sample)
    words = [ours, floor, docxtpl]
    if not quick:
        words.append(others.measure_docx(ROOT, sample))
    _say("Word", words)
    sheets = others.measure_xlsx(ROOT, sample)
    _say("Excel", sheets)
    parts = stages.measure(ROOT, sample)
    _say("阶段", parts)
    one = whole.one_department(ROOT, sample)
    _say("整个部门", one)
    rates = whole.rates(ROOT, 24 if quick else 120)
    print(
        [f"{item.name} {item.per_second:.1f}/s {item.per_cpu_second:.1f}/cpu s" for item in rates],
        file=sys.stderr,
    )
    peaks = whole.memory(ROOT, (10, 40) if quick else (10, 100, 1000))
    print([f"{item.count}: {item.megabytes:.0f} MB {item.seconds:.0f} s" for item in peaks], file=sys.stderr)
    grown = whole.growth(samples(ROOT), (10, 100) if quick else (10, 100, 1000))
    print([f"{g.sample} {g.size}: {g.per_cell * 1000:.0f} us" for g in grown], file=sys.stderr)
    seconds, worked, heavy = whole.cold(ROOT, sample)
    print(seconds, worked, heavy, file=sys.stderr)
    return report.Results(sample, words, sheets, parts, one, rates, peaks, grown, seconds, worked, heavy)


def _say(name: str, found: list[Measurement]) -> None:
    print(name, [f"{item.name} {item.milliseconds:.1f}" for item in found], file=sys.stderr)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sample", nargs="?", default=SAMPLE)
    parser.add_argument("--quick", action="store_true", help="without the long runs")
    parser.add_argument(
        "--old", type=Path, help="an older worktree whose stages are measured beside this one's"
    )
    parser.add_argument("-o", dest="output", type=Path, help="write a page here")
    given = parser.parse_args()
    load = f"，测前一分钟负载 {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    libraries = "，".join(f"{name} {version(name)}" for name in LIBRARIES)
    more = old_new.section(given.old, 1 if given.quick else old_new.TURNS) + large_page.section(
        large_page.measure(ROOT)
    )
    more += page_and_word.section([page_and_word.measure(folder) for folder in page_and_word.samples()])
    page = report.page(measure(given.sample, given.quick), f"{machine()}{load}；{libraries}")
    page += "\n".join(["", *more])
    if given.output:
        given.output.write_text(page + _reading(given.output), encoding="utf-8", newline="\n")
    else:
        print(page)


def _reading(page: Path) -> str:
    """What stands in the page about reading: its documents lie elsewhere, so `reading.py` measures it apart."""
    before = page.read_text(encoding="utf-8") if page.exists() else ""
    return f"\n{before[before.index(READING) :]}" if READING in before else ""


if __name__ == "__main__":
    main()
