"""What is learned from documents that nobody here wrote, as it stands in the handbook: it loads, and so much is right."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.learning import literals
from gongkai import pipeline
from gongkai.learning.drafted_input import drafted_input
from gongkai.learning.learn import CannotLearn, learn
from gongkai.learning.trying import Trial, mended
from gongkai.packs.location import templates_root
from gongkai.proving import Proof, proof_of
from gongkai.readers.document import read_document
from gongkai.source import Source
from gongkai.stages import Loaded
from tests.support.library import LIBRARY

ROOT = Path(__file__).parents[2]
REAL = next((each / "shared/real" for each in ROOT.parents if (each / "shared/real").is_dir()), ROOT / "none")

# The base, what is learned from, what it is held against; at least so many of 100 rows and of 100 clauses with figures.
CASES = [
    ("national/budget/2025", ("05.pdf", "07.pdf"), "05.pdf", 98, 90),
    ("national/budget/2025", ("05.pdf", "07.pdf"), "18.pdf", 90, 85),
    ("national/budget/2025", ("16.xlsx", "05.pdf", "07.pdf"), "18.pdf", 85, 60),
    ("national/final_accounts/2024", ("10.pdf",), "12.pdf", 50, 70),
    ("national/final_accounts/2024", ("12.pdf", "10.pdf"), "12.pdf", 85, 75),
]


def proof(base: str, learned: tuple[str, ...], target: str, folder: Path) -> Proof:
    pack, _ = LIBRARY.pack(base)
    assert pack is not None
    format = f"learned/{base.split('/', 1)[1]}"
    documents = [read_document(Source.from_path(REAL / name)) for name in learned]
    draft = learn(documents, LIBRARY, pack, format, "学来的")
    assert list(literals(draft)) == []
    trial = Trial(templates_root(), folder, format)
    assert mended(draft, trial) == []
    library = trial.library(draft.files())
    made, _ = library.pack(format)
    assert made is not None
    document = read_document(Source.from_path(REAL / target))
    department = drafted_input(document, library, made).department
    return proof_of(pipeline.check_department(Loaded(department, made, [])), document, library)


@pytest.mark.trial
@pytest.mark.skipif(not REAL.is_dir(), reason="the documents lie beside the checkout, never in it")
@pytest.mark.parametrize(("base", "learned", "target", "rows", "clauses"), CASES)
def test_so_much_is_right_without_a_hand(
    base: str, learned: tuple[str, ...], target: str, rows: int, clauses: int, tmp_path: Path
) -> None:
    found = proof(base, learned, target, tmp_path)
    assert found.rows.all > 100 and found.clauses.all > 30
    assert found.rows.rate * 100 >= rows
    assert found.clauses.rate * 100 >= clauses


@pytest.mark.trial
@pytest.mark.skipif(not REAL.is_dir(), reason="the documents lie beside the checkout, never in it")
def test_no_department_is_left_in_a_draft_of_any_document() -> None:
    seen = 0
    for path in sorted(REAL.iterdir()):
        if path.suffix not in (".pdf", ".xls", ".xlsx"):
            continue
        document = read_document(Source.from_path(path))
        for base in ("national/budget/2025", "national/final_accounts/2024"):
            pack, _ = LIBRARY.pack(base)
            assert pack is not None
            try:
                draft = learn([document], LIBRARY, pack, f"learned/{base.split('/', 1)[1]}", "学来的")
            except CannotLearn as refused:
                assert path.name in str(refused)
                continue
            seen += 1
            assert list(literals(draft)) == [], path.name
    assert seen > 10
