"""Shanghai's formats: what the published documents print and these formats do not, is wrong there or the accountant's words.

The documents are not in the repository; where they stand beside it, each is held against what the format gives.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gongkai import pipeline
from gongkai.learning.drafted_input import drafted_input
from gongkai.packs.inheritance import list_formats
from gongkai.packs.location import templates_root
from gongkai.packs.tables import SidesTable
from gongkai.proving import Proof, proof_of
from gongkai.readers.document import read_document
from gongkai.source import Source
from gongkai.tree.nodes import Paragraph
from tests.conftest import ROOT
from tests.support.library import LIBRARY, load_pack

HERE = Path(__file__).parent
REAL = next((each / "shared/real" for each in ROOT.parents if (each / "shared/real").is_dir()), ROOT / "none")
FORMATS = ("shanghai/final_accounts/2024", "shanghai/budget/2025")
HEIRS = ("shanghai/final_accounts/2025", "shanghai/budget/2026", "shanghai/budget/2027")
MOST_LINES = 210
# Words of sentences that are the accountant's own (reasons, what money is for, how offices are called).
_OWN_WORDS = ("主要原因", "主要用于", "设22个内设机构")
# Of 12.pdf, what contradicts its own tables or sums, lacks a sign, or leaves the sample's alternatives standing.
_WRONG = (
    "99.86%",  # 9746.50 of 9759.38 is 99.87 %
    "增长13.95。",
    "卫生健康支出（类）236.63万元",  # 40.35 + 196.29, and 236.64 in three tables
    "完成年初预算的95.45%",  # 9746.50 of 10210.34 is 95.46 %
    "支出决算为0.88万元。",
    "基本支出5377.64万元。",  # that of all money
    "人员经费4896.98万元",
    "下降（增长）27.78%",
    "规划与自然资源局",
    "支出0.39万（含",
    "列明公务接待",
    "“不合格”的项目0个。",  # the bracket before it is never closed
)


def proved(format: str, name: str, document: str) -> Proof:
    checked = pipeline.check(Source.from_path(HERE / name / "input.yaml"), LIBRARY)
    assert checked.subject is not None and checked.subject.pack.format == format
    return proof_of(checked, read_document(Source.from_path(REAL / document)), LIBRARY)


@pytest.mark.skipif(
    not (REAL / "12.pdf").is_file(), reason="the published document is not beside the repository"
)
@pytest.mark.trial
def test_final_accounts() -> None:
    proof = proved(FORMATS[0], "shanghai-2024-final", "12.pdf")
    assert proof.rows.all > 160 and float(proof.rows.rate) >= 0.95
    missed = [miss.printed for miss in proof.missed_sentences]
    wrong = [text for text in missed if any(word in text for word in _WRONG)]
    own = [text for text in missed if text not in wrong and any(word in text for word in _OWN_WORDS)]
    assert len(wrong) == len(_WRONG)
    assert [text for text in missed if text not in wrong and text not in own] == []
    assert proof.sentences.all - len(wrong) - len(own) >= 34


@pytest.mark.skipif(
    not (REAL / "18.pdf").is_file(), reason="the published document is not beside the repository"
)
@pytest.mark.trial
def test_budget() -> None:
    """That of a unit: one row is not the sum of its parts there, and the uses are in our own words."""
    proof = proved(FORMATS[1], "shanghai-2025-budget", "18.pdf")
    assert proof.rows.all > 140 and float(proof.rows.rate) >= 0.98
    missed = [miss.printed for miss in proof.missed_sentences]
    assert [text for text in missed if not any(word in text for word in _OWN_WORDS)] == []
    assert proof.sentences.right >= 13


@pytest.mark.parametrize(
    ("document", "own"),
    [
        ("05.pdf", ("比2024年预算持平", "（三）公务接待费28.50万元，", "1家机关和1家事业单位")),
        (
            "07.pdf",
            (
                "24,558.18",  # the same change twice, and differently
                "24,491.71",
                "2025年度本部门政府采购",  # the template of departments says 2025年
                "年度项目总预算",
            ),
        ),
        ("18.pdf", ()),
    ],
)
@pytest.mark.skipif(
    not (REAL / "18.pdf").is_file(), reason="the published document is not beside the repository"
)
@pytest.mark.trial
def test_budget_drafted_from_the_document(document: str, own: tuple[str, ...]) -> None:
    """Of departments and units, of the city and its districts; `own` is what the document words in its own way."""
    pack, _ = LIBRARY.pack(FORMATS[1])
    assert pack is not None
    published = read_document(Source.from_path(REAL / document))
    department = drafted_input(published, LIBRARY, pack).department
    checked = pipeline.check_department(pipeline.Loaded(department, pack, []))
    proof = proof_of(checked, published, LIBRARY)
    assert proof.rows.all > 120 and float(proof.rows.rate) >= 0.98
    missed = [miss.printed for miss in proof.missed_sentences]
    assert [text for text in missed if not any(word in text for word in own)] == []


@pytest.mark.skipif(
    not (REAL / "12.pdf").is_file(), reason="the published document is not beside the repository"
)
@pytest.mark.trial
def test_final_accounts_drafted_from_the_document() -> None:
    """The list of units too; two sentences are not heard, of items of one name and of who won the bids."""
    pack, _ = LIBRARY.pack(FORMATS[0])
    assert pack is not None
    published = read_document(Source.from_path(REAL / "12.pdf"))
    department = drafted_input(published, LIBRARY, pack).department
    proof = proof_of(pipeline.check_department(pipeline.Loaded(department, pack, [])), published, LIBRARY)
    assert float(proof.rows.rate) >= 0.97
    right = [text for text in (miss.printed for miss in proof.missed_sentences) if not _is_wrong(text)]
    assert len(right) <= 2


def _is_wrong(text: str) -> bool:
    return any(word in text for word in _WRONG)


@pytest.mark.parametrize("format", FORMATS)
def test_a_province_is_few_lines(format: str) -> None:
    """Half of what they were when every line had to be said again."""
    files = [path for path in (templates_root() / format).rglob("*") if path.is_file()]
    assert len(files) > 15
    assert sum(len(path.read_text(encoding="utf-8").splitlines()) for path in files) <= MOST_LINES


@pytest.mark.parametrize("format", HEIRS)
def test_a_new_year_says_only_what_differs(format: str) -> None:
    """The labels that the sample of 2026 calls otherwise; nothing for a year of which no notice is known."""
    pack, faults = load_pack(format)
    assert pack is not None and not faults
    files = [path for path in (templates_root() / format).rglob("*") if path.is_file()]
    assert sum(len(path.read_text(encoding="utf-8").splitlines()) for path in files) <= 12
    assert pack.classification.year == pack.year == format.rpartition("/")[2]
    known = format == "shanghai/budget/2026"
    assert bool(pack.status) is not known and (len(files) > 1) is known


def test_the_sample_of_2026_calls_three_lines_otherwise() -> None:
    pack, _ = load_pack("shanghai/budget/2026")
    assert pack is not None
    for key in ("预算收支总表", "单位预算收支总表", "财政拨款收支总表"):
        table = pack.tables[key]
        assert isinstance(table, SidesTable)
        labels = [line.label for line in table.sides[0].lines]
        assert any(label.endswith("政府性基金预算") for label in labels)
        assert not any(label.endswith("资金") for label in labels)


def test_no_file_is_another_province_over_again() -> None:
    """What two formats say alike belongs to what both inherit from."""
    root = templates_root()
    seen: dict[str, str] = {}
    same = []
    for format in list_formats(root):
        for path in sorted((root / format).rglob("*")):
            if path.suffix in (".yaml", ".j2"):
                text = path.read_text(encoding="utf-8")
                if text in seen and "shanghai/" in f"{format}{seen[text]}":
                    same.append((f"{format}/{path.name}", seen[text]))
                seen.setdefault(text, f"{format}/{path.name}")
    assert len(seen) > 200
    assert same == []


def test_spending_without_a_budget_is_not_said_to_complete_it(tmp_path: Path) -> None:
    text = (HERE / "shanghai-2024-final" / "input.yaml").read_text(encoding="utf-8")
    written = re.search(r"国内公务接待费: {年初预算: (\d+)", text)
    assert written is not None
    spent = tmp_path / "input.yaml"
    spent.write_text(text[: written.start(1)] + "0" + text[written.end(1) :], encoding="utf-8")
    checked = pipeline.check(Source.from_path(spent), LIBRARY)
    assert checked.subject is not None and checked.subject.document is not None
    blocks = checked.subject.document.blocks
    said = "".join(block.text for block in blocks if isinstance(block, Paragraph))
    assert "年初预算为0.00万元，支出决算为0.39万元，年初未安排预算，" in said
    assert "因公出国（境）费决算为0.00万元，完成预算的0.00%" in said
