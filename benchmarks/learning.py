"""Measure `templates learn`: `python benchmarks/learning.py REAL SEEDS [--only WORD] [-o FILE] [--misses FOLDER]`.

One line a case: a draft learned from some documents, untouched, is held against a document by `prove`. REAL holds published
files, SEEDS reference texts made into Word. Own packs of a province are held against its drafts too: the share of their
lines that the draft has word for word, and how many lines would have to be written or taken away.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks.measure import LIBRARY  # noqa: E402
from gongkai import pipeline  # noqa: E402
from gongkai.learning.draft import FormatDraft  # noqa: E402
from gongkai.learning.drafted_input import drafted_input  # noqa: E402
from gongkai.learning.learn import CannotLearn, learn  # noqa: E402
from gongkai.learning.trying import Trial, mended  # noqa: E402
from gongkai.learning.variables import Variables  # noqa: E402
from gongkai.packs.location import templates_root  # noqa: E402
from gongkai.proving import CannotProve, Miss, Proof, Share, proof_of  # noqa: E402
from gongkai.readers.document import read_document  # noqa: E402
from gongkai.readers.printed_document import PrintedDocument  # noqa: E402
from gongkai.source import Source  # noqa: E402
from gongkai.stages import Loaded  # noqa: E402

_AMOUNT = re.compile(r"\d[\d,]*\.\d\d(?!\d)|(?<![\d.年第])\d{2,}(?:,\d{3})*\s*(?:万元|元|%)")
_ALLOWED = re.compile(r"(?:单价|单位价值)\s*\d+\s*万元|100%|[５5]0万元|100万元|200万元")
_BUDGET, _FINAL = "national/budget/2025", "national/final_accounts/2024"


@dataclass(frozen=True)
class Case:
    """Learn from `learned` as children of `base`, hold against `target`; `own` is our pack of the province."""

    base: str
    learned: tuple[str, ...]
    target: str
    own: str = ""
    sample: bool = False


CASES = (
    Case(_BUDGET, ("05.pdf", "07.pdf"), "05.pdf"),
    Case(_BUDGET, ("05.pdf", "07.pdf"), "18.pdf", "shanghai/budget/2025"),
    Case(_BUDGET, ("05.pdf",), "18.pdf"),
    Case(_BUDGET, ("16.xlsx", "05.pdf", "07.pdf"), "18.pdf"),
    Case(_BUDGET, ("20.xls", "05.pdf", "07.pdf"), "18.pdf"),
    Case(_BUDGET, ("18.pdf",), "18.pdf"),
    Case(_FINAL, ("10.pdf",), "12.pdf", "shanghai/final_accounts/2024"),
    Case(_FINAL, ("10.pdf", "12.pdf"), "12.pdf"),
    Case(_FINAL, ("12.pdf",), "12.pdf"),
    Case("national/budget/2024", ("03.pdf",), "21.pdf"),
    Case("national/budget/2024", ("21.pdf",), "03.pdf"),
    Case("national/budget/2024", ("03.pdf",), "03.pdf"),
    Case("national/budget/2024", ("21.pdf",), "21.pdf"),
    Case("national/final_accounts/2023", ("000*.docx",), "000*.docx", "shanxi/final_accounts/2023"),
    Case("national/budget/2023", ("001*.docx",), "001*.docx", "shanxi/budget/2023"),
    Case("national/final_accounts/2024", ("002*.docx",), "002*.docx", "shanxi/final_accounts/2024"),
    Case("national/final_accounts/2023", ("003*.docx",), "003*.docx", "xinjiang/final_accounts/2023"),
    Case("national/self_evaluation/2023", ("004*.docx",), "004*.docx", "hebei/self_evaluation/2023"),
    *(
        Case("national/budget/2023", tuple(other for other in ("25.pdf", "29.pdf", "32.pdf", "33.pdf") if other != one), one)
        for one in ("25.pdf", "29.pdf", "32.pdf", "33.pdf")
    ),
    Case("national/budget/2023", ("29.pdf",), "29.pdf"),
    Case("national/budget/2023", ("29.pdf",), "25.pdf"),
)  # fmt: skip


@dataclass(frozen=True)
class Result:
    """What a case gave: its draft, what `prove` says, what of the department is left, and how far our pack is."""

    case: Case
    draft: FormatDraft
    proof: Proof | None
    literals: list[str]
    faults: int
    seconds: float


def measured(case: Case, folders: list[Path]) -> Result:
    """Learn and prove one case."""
    began = time.process_time()
    base, _ = LIBRARY.pack(case.base)
    assert base is not None, case.base
    documents = [_document(name, folders) for name in case.learned]
    target = _document(case.target, folders)
    format = f"learned/{case.base.split('/', 1)[1]}"
    draft = learn(documents, LIBRARY, base, format, "学来的")
    with tempfile.TemporaryDirectory() as folder:
        trial = Trial(templates_root(), Path(folder), format)
        faults = mended(draft, trial)
        for each in faults:
            print("fault", case.learned, each.code, each.message, each.location, file=sys.stderr)
        library = trial.library(draft.files())
        pack, _ = library.pack(format)
        proof = None
        if pack is not None:
            department = drafted_input(target, library, pack).department
            try:
                proof = proof_of(pipeline.check_department(Loaded(department, pack, [])), target, library)
            except CannotProve as fault:
                print(case.learned, fault, file=sys.stderr)
    return Result(case, draft, proof, list(literals(draft)), len(faults), time.process_time() - began)


_READ: dict[Path, PrintedDocument] = {}


def _document(name: str, folders: list[Path]) -> PrintedDocument:
    path = next(found for folder in folders for found in sorted(folder.glob(name)))
    if path not in _READ:
        _READ[path] = read_document(Source.from_path(path))
    return _READ[path]


def literals(draft: FormatDraft) -> Iterator[str]:
    """Names of the department and amounts that a draft has outside its templates."""
    variables = Variables(draft.reading.unit_name, draft.reading.year, frozenset())
    for file, text in draft.files().items():
        for line in text.splitlines():
            bare = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "", line)
            if variables.unit and variables.left_in(bare):
                yield f"{file}: {line.strip()[:60]}"
            if file.startswith("narrative/") and _AMOUNT.search(_ALLOWED.sub("", bare)):
                yield f"{file}: {line.strip()[:60]}"


def _lines_apart(own: str, draft: FormatDraft) -> str:
    """How many lines of our pack the draft has, how many would be written and taken away."""
    folder = templates_root() / own
    ours = Counter(
        line.strip()
        for path in sorted(folder.rglob("*"))
        if path.suffix in (".yaml", ".j2")
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    )
    theirs = Counter(
        line.strip() for text in draft.files().values() for line in text.splitlines() if line.strip()
    )
    same = (ours & theirs).total()
    return f"{same}/{ours.total()}，写 {ours.total() - same}，去 {theirs.total() - same}"


def _share(share: Share) -> str:
    return f"{share.right}/{share.all}" + (f" {100 * share.right // share.all}%" if share.all else "")


def row_of(result: Result) -> str:
    """A line of the table."""
    proof, draft, case = result.proof, result.draft, result.case
    shares = ["—"] * 4
    if proof is not None:
        whole = sum(each.right == each.all for each in proof.tables.values())
        near = sum(each.rate * 100 >= 85 for each in proof.tables.values())
        shares = [
            f"{whole}/{near}/{len(proof.tables)}",
            _share(proof.rows),
            _share(proof.sentences),
            _share(proof.clauses),
        ]
    cells = [
        "+".join(case.learned), case.target, *shares, str(len(draft.tables())), str(len(draft.open_questions())),
        str(len(result.literals)), str(result.faults), _lines_apart(case.own, draft) if case.own else "", f"{result.seconds:.0f}",
    ]  # fmt: skip
    return "| " + " | ".join(cells) + " |"


def _misses(result: Result) -> str:
    proof = result.proof
    lines = [f"# {result.case.learned} → {result.case.target}"]
    if proof is not None:
        lines += [f"{title}: {share.right}/{share.all}" for title, share in proof.tables.items()]
        lines += [f"附表 {title}: {share.right}/{share.all}" for title, share in proof.forms.items()]
        lines += ["", "## rows", *map(_miss, proof.missed_rows)]
        lines += ["", "## sentences", *map(_miss, proof.missed_sentences)]
    lines += ["", "## literals", *result.literals]
    lines += ["", "## questions"]
    lines += [f"{each.file}: {each.text} ({each.printed})" for each in result.draft.open_questions()]
    lines.append("")
    for name, text in sorted(result.draft.files().items()):
        lines += [f"==== {name}", text]
    return "\n".join(lines)


def _miss(miss: Miss) -> str:
    return f"- {miss.place}: {miss.printed}\n  > {miss.instead}   [{miss.made_by}]"


_HEAD = (
    "| 学的材料 | 对照 | 表 全对/85%/共 | 行 | 句子 | 分句 | 写的表 | 待核 | 字面 | 错误 | 与我们的格式（相同/共，写，去） | 秒 |",
    "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--only", default="")
    parser.add_argument("--misses", type=Path)
    parser.add_argument("-o", dest="output", type=Path)
    said = parser.parse_args()
    lines = list(_HEAD)
    print("\n".join(lines))
    for case in CASES:
        name = "+".join(case.learned) + "→" + case.target
        if said.only and not re.search(said.only, name):
            continue
        try:
            result = measured(case, said.folders)
        except CannotLearn as fault:
            lines.append(f"| {name} | {fault} |")
        else:
            lines.append(row_of(result))
            if said.misses:
                said.misses.mkdir(parents=True, exist_ok=True)
                file = said.misses / f"{re.sub(r'[*/]', '', name)}.txt"
                file.write_text(_misses(result), encoding="utf-8")
        print(lines[-1], flush=True)
    if said.output:
        said.output.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
