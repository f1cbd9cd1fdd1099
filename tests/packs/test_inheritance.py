"""Packs: inheritance, and that each fault is found with file, line, chain and the nearest name."""

from __future__ import annotations

import shutil
from dataclasses import asdict
from pathlib import Path

import pytest

from gongkai.findings import Finding
from gongkai.packs.compilers.strict_mapping import YES
from gongkai.packs.inheritance import MAX_FILES, MAX_PACK_FILE, load_source
from gongkai.packs.load import published_formats
from gongkai.packs.location import templates_root
from tests.support.library import LIBRARY, load_pack

FORMAT = "shanxi/final_accounts/2023"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    copy = tmp_path / "templates"
    shutil.copytree(templates_root(), copy)
    return copy


def _child(
    root: Path, files: dict[str, str], parent: str = FORMAT, name: str = "test/final_accounts/2024"
) -> str:
    folder = root / name
    folder.mkdir(parents=True)
    (folder / "pack.yaml").write_text(f"format: {name}\nextends: {parent}\nname: 试\n", encoding="utf-8")
    for path, text in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return name


def _only(findings: tuple[Finding, ...]) -> Finding:
    assert len(findings) == 1, [(f.code, f.message) for f in findings]
    return findings[0]


def test_every_format_loads_clean() -> None:
    formats = LIBRARY.published()
    assert FORMAT in [info.format for info in formats]
    for info in formats:
        pack, findings = load_pack(info.format)
        assert pack is not None
        assert not findings, [(str(f.location), f.message) for f in findings]


@pytest.mark.parametrize("said", YES)
def test_an_abstract_format_is_not_published_however_yes_is_written(root: Path, said: str) -> None:
    name = _child(root, {})
    assert name in [info.format for info in published_formats(root)]
    path = root / name / "pack.yaml"
    path.write_text(f"{path.read_text(encoding='utf-8')}abstract: {said}\n", encoding="utf-8")
    pack, findings = load_pack(name, root)
    assert pack is not None and pack.abstract and not findings
    assert name not in [info.format for info in published_formats(root)]


def test_a_child_takes_what_it_does_not_say(root: Path) -> None:
    name = _child(root, {"tables/收入决算表.yaml": "title: 收入决算一览表\n"})
    pack, findings = load_pack(name, root)
    assert pack is not None
    assert not findings
    parent, _ = load_pack(FORMAT, root)
    assert parent is not None
    assert pack.tables["收入决算表"].title == "收入决算一览表"
    changed, before = pack.tables["收入决算表"], parent.tables["收入决算表"]
    own = {"title": "收入决算一览表", "location": asdict(changed.location)}
    assert asdict(changed) == asdict(before) | own
    assert asdict(pack.tables["支出决算表"]) == asdict(parent.tables["支出决算表"])
    assert not pack.abstract


def test_adding_and_taking_away(root: Path) -> None:
    name = _child(root, {"glossary.yaml": "+新词: 指新的词。\n-事业收入:\n"})
    pack, findings = load_pack(name, root)
    assert pack is not None
    assert not findings
    terms = [term for term, _ in pack.glossary]
    assert terms[-1] == "新词"
    assert "事业收入" not in terms


def test_an_override_of_nothing(root: Path) -> None:
    name = _child(root, {"glossary.yaml": "事业收人: 指。\n"})
    finding = _only(load_pack(name, root)[1])
    assert finding.code == "PK-03"
    assert finding.location.file == f"{name}/glossary.yaml"
    assert finding.location.line == 1
    assert "事业收入" in finding.hint


def test_adding_what_is_there(root: Path) -> None:
    name = _child(root, {"glossary.yaml": "+事业收入: 指。\n"})
    assert _only(load_pack(name, root)[1]).code == "PK-04"


def test_a_missing_parent(root: Path) -> None:
    name = _child(root, {}, parent="shanxi/final_accounts/2032")
    finding = _only(load_pack(name, root)[1])
    assert finding.code == "PK-01"
    assert finding.location.line == 2
    assert FORMAT in finding.hint or "shanxi/final_accounts" in finding.hint


def test_a_cycle(root: Path) -> None:
    one, two = "test/final_accounts/2024", "test/final_accounts/2025"
    _child(root, {}, parent=two, name=one)
    _child(root, {}, parent=one, name=two)
    finding = _only(load_pack(one, root)[1])
    assert finding.code == "PK-02"
    assert f"{one} → {two} → {one}" in finding.message


def test_an_unknown_format_names_the_nearest() -> None:
    pack, findings = load_pack("shanxi/final_accounts/2032")
    assert pack is None
    finding = _only(findings)
    assert finding.code == "PK-00"
    assert "shanxi/" in finding.hint


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("figures:\n  基本支出: 支岀[支出性质=基本支出]\n", "支出"),
        ("figures:\n  基本支出: 支出[支出性只=基本支出]\n", "支出性质"),
        ("figures:\n  基本支出: 支出[支出性质=基本支岀]\n", "基本支出"),
    ],
)
def test_a_misspelt_name_in_a_figure(root: Path, text: str, word: str) -> None:
    name = _child(root, {"figures.yaml": text})
    finding = load_pack(name, root)[1][0]
    assert finding.code == "PK-07"
    assert finding.location.file == f"{name}/figures.yaml"
    assert finding.location.line == 2
    assert word in finding.hint


def test_figures_that_lead_back_to_themselves(root: Path) -> None:
    name = _child(root, {"figures.yaml": "figures:\n  +甲: 乙 + 1\n  +乙: 甲 - 1\n"})
    assert any("成环" in finding.message for finding in load_pack(name, root)[1])


def test_an_unknown_key(root: Path) -> None:
    name = _child(root, {"tables/新表.yaml": "title: 新表\nkind: 科目\nrowz: 支出\n"})
    findings = load_pack(name, root)[1]
    assert any("rowz" in finding.message and "rows" in finding.hint for finding in findings)


def test_a_form_row_that_does_not_fill_the_grid(root: Path) -> None:
    name = _child(root, {"forms/新表.yaml": "title: 新表\nwidths: [1, 1, 1]\nrows:\n  - [甲, 乙]\n"})
    finding = _only(load_pack(name, root)[1])
    assert finding.code == "PK-08"
    assert finding.location.line == 4


def test_duplicate_keys_and_anchors_are_faults(root: Path) -> None:
    name = _child(root, {"glossary.yaml": "事业收入: 甲\n事业收入: 乙\n"})
    finding = _only(load_pack(name, root)[1])
    assert "重复" in finding.message
    assert finding.location.line == 2
    other = _child(root, {"glossary.yaml": "事业收入: &a 甲\n"}, name="test/final_accounts/2026")
    assert "锚点" in _only(load_pack(other, root)[1]).message


def test_a_link_out_of_all_packs_is_refused(root: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("秘密", encoding="utf-8")
    name = _child(root, {})
    for path in ("narrative/第一部分.j2", "tables/自己的.yaml", "style/reference.docx"):
        link = root / name / path
        link.parent.mkdir(exist_ok=True)
        link.symlink_to(tmp_path / "secret")
    findings = load_source(root, name).findings
    assert [(f.code, "指向格式文件夹以外" in f.message) for f in findings] == [("PK-05", True)] * 3
    assert load_source(root, name).style != root / name / "style/reference.docx"


def test_a_link_within_the_packs_is_followed(root: Path) -> None:
    name = _child(root, {})
    (root / name / "narrative").mkdir()
    (root / name / "narrative" / "新.j2").symlink_to(root / FORMAT / "pack.yaml")
    assert load_source(root, name).findings == []


def test_files_beyond_any_pack_are_refused(root: Path) -> None:
    name = _child(root, {"narrative/大.j2": "大" * MAX_PACK_FILE})
    (found,) = load_source(root, name).findings
    assert (found.code, "太大" in found.message) == ("PK-05", True)


def test_too_many_files_are_refused(root: Path) -> None:
    name = _child(root, {f"x/{number}.txt": "" for number in range(MAX_FILES + 1)})
    (found,) = load_source(root, name).findings
    assert (found.code, f"{MAX_FILES} 个以上" in found.message) == ("PK-05", True)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_how_editors_save_a_file(root: Path, encoding: str, end: str) -> None:
    """With a mark of its encoding and with Windows' line ends it is read; in another encoding it is told how to save it."""
    folder = root / "test/final_accounts/2024"
    (folder / "narrative").mkdir(parents=True)
    head = ["format: test/final_accounts/2024", "extends: standard/final_accounts/2024", "name: 试", ""]
    (folder / "pack.yaml").write_bytes(end.join(head).encode())
    (folder / "glossary.yaml").write_bytes(f"其他收入: 指甲。{end}".encode(encoding))
    (folder / "narrative/概况.j2").write_bytes(
        f"## 一、职责{end}{{{{主要职责}}}}{{{{机构设置}}}}{{{{人员构成}}}}{end}".encode(encoding)
    )
    pack, findings = load_pack("test/final_accounts/2024", root)
    if encoding.startswith("utf-8"):
        assert pack is not None and not findings
        assert dict(pack.glossary)["其他收入"] == "指甲。"
    else:
        assert [(item.code, item.location.file.rpartition("/")[2]) for item in findings] == [
            ("PK-05", "glossary.yaml"),
            ("PK-05", "概况.j2"),
        ]
        assert all("不是 UTF-8" in item.message and "另存为" in item.hint for item in findings)
