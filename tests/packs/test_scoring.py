"""`scoring.yaml`: inherited and patched like the rest, faults with file and line; the sheets of a department."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from gongkai.model.scoresheet import ScoreSheet, score_sheets
from gongkai.model.scoring import Cap, Earning, Excess
from gongkai.packs.compilers.scoring import scoring_lines
from tests.support.library import check_file, load_pack

PARENT = "shanxi/final_accounts/2024"
CHILD = "test/final_accounts/2025"
FORM = "项目支出绩效自评表"


@pytest.fixture
def child(root: Path, tmp_path: Path) -> Path:
    """A copy of the templates with an empty child of a format that is marked; returns the child's folder."""
    shutil.copytree(root / "templates", tmp_path / "templates")
    folder = tmp_path / "templates" / CHILD
    folder.mkdir(parents=True)
    (folder / "pack.yaml").write_text(f"format: {CHILD}\nextends: {PARENT}\nname: 试\n", encoding="utf-8")
    return folder


def _scoring(folder: Path, text: str) -> tuple[object, list[str]]:
    (folder / "scoring.yaml").write_text(text, encoding="utf-8")
    pack, findings = load_pack(CHILD, folder.parents[2])
    assert pack is not None
    for finding in findings:
        assert finding.location.file == f"{CHILD}/scoring.yaml"
        assert finding.location.line > 0
    return pack.scoring, [finding.message + finding.hint for finding in findings]


def test_a_province_patches_the_scale(child: Path) -> None:
    text = (
        'signs: {"=": {above: 按偏差}}\nrounding: 整数\n'
        "bands: {部分达成预期指标: {least: 50, +marked: 70}}\n"
        "caps: {+80: 89, +70: 79}\nexcess: {+above: 30, +deduct: 2}\ngrades: {优: 95}\n"
    )
    scoring, faults = _scoring(child, text)
    assert faults == []
    scale = scoring.scale  # type: ignore[attr-defined]
    assert scale.signs["="].above is Earning.DEVIATION
    assert scale.signs["="].below is Earning.SHARE
    assert scale.decimals == 0
    assert [band.least for band in scale.bands] == [80, 50, 0]
    assert scale.bands[1].marked == 70
    assert scale.caps == (Cap(Decimal(80), Decimal(89)), Cap(Decimal(70), Decimal(79)))
    assert scale.excess == Excess(Decimal(30), Decimal(2))
    assert scale.grades[0] == ("优", Decimal(95))
    assert "总分不超过 79 分" in scoring_lines(scoring).values()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("forms: {项目支出绩效自评表: {weight: 分值栏}}\n", "分值"),
        ("forms: {项目支出绩效自评表: {weight: 三级指标}}\n", "应是数值"),
        ("forms: {项目支出绩效自评表: {actual: 分值}}\n", "应是文字"),
        ("forms: {项目支出绩效自评表: {schedule: 绩效指标表}}\n", "绩效指标"),
        ("forms: {项目支出绩效自评表: {execution: {spent: 自评全年执行}}}\n", "自评全年执行数"),
        ("signs: {+约: {below: 按比例, above: 满分}}\n", "规定的符号"),
        ('signs: {"=": {above: 满}}\n', "满分"),
        ("rounding: 四舍五入\n", "两位小数"),
        ("bands: {+差不多: {least: 70}}\n", "words"),
        ("caps: {+八十: 89}\n", "80: 89"),
        ("grade: {}\n", "grades"),
    ],
)
def test_faults_name_the_nearest(child: Path, text: str, said: str) -> None:
    _, faults = _scoring(child, text)
    assert any(said in fault for fault in faults), faults


def _sheets(root: Path) -> dict[str, ScoreSheet]:
    loaded = check_file(root / "sample_inputs" / "yangcheng-2024-final" / "input.yaml")
    assert loaded.subject is not None
    subject = loaded.subject
    made = score_sheets(subject.pack.scoring, FORM, subject.department, subject.book)
    return {sheet.of: sheet for sheet in made}


def test_the_sheets_of_a_department(root: Path) -> None:
    """Totals and grades worked out by hand from the published forms, one rounding for all."""
    sheets = _sheets(root)
    assert len(sheets) == 13
    totals = {name: sheet.total.value for name, sheet in sheets.items() if sheet.total.value != 100}
    assert totals == {
        "国有企业改革职工托管服务工作经费": Decimal("92.04"),
        "“人人持证、技能社会”建设工作经费": Decimal("97.84"),
        "退休老工人生活补助": Decimal("84.01"),
        "引进高层次人才各类补贴": Decimal("95.76"),
        "技能鉴定业务经费": Decimal(96),
        "全县自收自支退休人员取暖费和退休补贴": Decimal("99.39"),
    }
    grades = [sheet.grade for sheet in sheets.values()]
    assert (grades.count("优"), grades.count("良")) == (12, 1)
    own = [line for line in sheets["技能鉴定业务经费"].lines if line.own is not None]
    assert [(line.own, line.mark.least, line.mark.most) for line in own] == [(6, 6, 8)]


def test_a_format_without_forms_marks_nothing() -> None:
    pack, _ = load_pack("shanxi/final_accounts/2023")
    assert pack is not None
    assert not pack.scoring.forms
    assert scoring_lines(pack.scoring) == {}
    with pytest.raises(KeyError):
        pack.scoring.forms[FORM]


def test_files_that_a_child_does_without(child: Path) -> None:
    pack, findings = load_pack(PARENT)
    assert pack is not None
    assert not findings
    assert "项目支出绩效目标表" not in pack.forms
    assert "项目支出绩效评价报告" not in pack.narrative
    text = f"format: {CHILD}\nextends: {PARENT}\nname: 试\nwithout: [narrative/概况表.j2]\n"
    (child / "pack.yaml").write_text(text, encoding="utf-8")
    _, findings = load_pack(CHILD, child.parents[2])
    assert [finding.code for finding in findings] == ["PK-03"]
    assert "narrative/概况.j2" in findings[0].hint
    assert findings[0].location.line == 4


def test_what_is_added_after_a_removal_takes_its_place() -> None:
    pack, _ = load_pack(PARENT)
    assert pack is not None
    terms = [term for term, _ in pack.glossary]
    assert terms.index("使用非财政拨款结余（含专用结余）") == terms.index("其他收入") + 1
    assert terms[-1] == "机关运行经费"
