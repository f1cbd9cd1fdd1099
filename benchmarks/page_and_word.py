"""The living page beside Word, as users get both: `python benchmarks/page_and_word.py [SAMPLE…] [--rounds 15]`.

Both writers are measured in turn, each of them on a document that was just composed: a page asks every figure where it
comes from, and a book keeps what was asked.
"""

from __future__ import annotations

import argparse
import gc
import math
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.measure import LIBRARY  # noqa: E402 - the checkout must be importable first
from gongkai import pipeline  # noqa: E402
from gongkai.memory import collect_seldom  # noqa: E402
from gongkai.model.book import Book  # noqa: E402
from gongkai.model.ledger import Ledger  # noqa: E402
from gongkai.sections.compose import compose_document  # noqa: E402
from gongkai.source import Source  # noqa: E402
from gongkai.tracing.told_cells import with_told_cells  # noqa: E402
from gongkai.tree.nodes import Document  # noqa: E402
from gongkai.writers.docx import load_style, write_docx  # noqa: E402
from gongkai.writers.html.writer import html_report  # noqa: E402

ROUNDS, MOST = 15, 1.5


@dataclass(frozen=True, slots=True)
class PageAndWord:
    """Best ms of this process' time."""

    sample: str
    word: float
    page: float

    @property
    def ratio(self) -> float:
        return self.page / self.word


def measure(folder: Path, rounds: int = ROUNDS) -> PageAndWord:
    """Both writers for the workbook of a sample."""
    collect_seldom()  # as the program itself does
    source = Source.from_path(folder / "input.xlsx")
    checked = pipeline.check(source, LIBRARY)
    subject = checked.subject
    assert subject is not None
    style = load_style(subject.pack.style)

    def composed() -> Document:
        book = Book(Ledger(subject.department), subject.pack.definitions)
        document = compose_document(subject.pack, subject.department, book).document
        assert document is not None
        return with_told_cells(document, checked, source)

    writers = (
        lambda document: write_docx(document, style, {}),
        html_report,
    )
    best = [math.inf, math.inf]
    for warm in range(rounds + 1):
        for number, write in enumerate(writers):
            document = composed()
            gc.collect()
            start = time.process_time()
            write(document)
            if warm:
                best[number] = min(best[number], time.process_time() - start)
    return PageAndWord(folder.name, best[0] * 1000, best[1] * 1000)


def section(found: list[PageAndWord]) -> list[str]:
    """The part of the page about it."""
    rows = [
        f"| {item.sample} | {item.word:.1f} | {item.page:.1f} | {item.ratio:.2f} | {'是' if item.ratio <= MOST else '**否**'} |"
        for item in found
    ]
    return [
        "## 网页比 Word",
        "",
        f"毫秒，处理器时间，轮流写、每种 {ROUNDS} 次的最好成绩；每次都是刚成文的报告，网页连同每个数的来源和填入它的导出表。",
        "",
        f"| 样例 | 写 Word | 写网页 | 比值（≤ {MOST}） | 达到 |",
        "|---|---|---|---|---|",
        *rows,
        "",
    ]


def samples() -> list[Path]:
    return sorted(path for path in (ROOT / "sample_inputs").iterdir() if path.is_dir())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("samples", nargs="*", help="all samples, if none is given")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    given = parser.parse_args()
    chosen = [path for path in samples() if not given.samples or path.name in given.samples]
    print("\n".join(section([measure(folder, given.rounds) for folder in chosen])))


if __name__ == "__main__":
    main()
