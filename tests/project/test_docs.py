"""The generated pages are what `make docs` writes, and the manual keeps to what there is."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from types import ModuleType

import pytest

from gongkai.app.main import app
from gongkai.findings import Severity
from gongkai.maintenance.format_difference import diff
from gongkai.maintenance.lint import lint_format
from gongkai.maintenance.new_format import new_pack
from gongkai.maintenance.page import as_text
from gongkai.packs.inheritance import list_formats
from gongkai.rules.engine import algorithmic_rules
from tests.support.library import library_of
from tests.support.tools import load_tool

MANUAL = "格式维护手册.md"


@pytest.fixture(scope="module")
def make_docs() -> ModuleType:
    return load_tool("make_docs")


@pytest.fixture(scope="module")
def pages(make_docs: ModuleType) -> dict[str, str]:
    made: dict[str, str] = make_docs.pages()
    return made


def test_pages_are_current(root: Path, make_docs: ModuleType, pages: dict[str, str]) -> None:
    formats = list_formats(root / "templates")
    assert formats
    assert {f"formats/{format}.md" for format in formats} <= set(pages)
    stale = [
        name
        for name, text in pages.items()
        if not (path := root / "docs" / name).is_file() or path.read_text(encoding="utf-8") != text
    ]
    assert stale == [], "run `make docs`"
    assert make_docs.obsolete(pages) == []


def test_every_rule_has_its_page(pages: dict[str, str]) -> None:
    text = pages["rules.md"]
    rules = algorithmic_rules()
    assert rules
    for rule in rules:
        assert f"### {rule.code} {rule.name}" in text
        assert rule.manual.startswith(rule.code)


def test_the_manual_names_commands_that_exist(pages: dict[str, str]) -> None:
    found = set(re.findall(r"gongkai (templates|codes) ([a-z]+)", pages[MANUAL]))
    groups = {group.name: group.typer_instance for group in app.registered_groups}
    there = {
        (name, command.name)
        for name, group in groups.items()
        if group is not None
        for command in group.registered_commands
    }
    assert len(found) >= 6
    assert found <= there


def test_the_worked_example_of_the_manual_works(root: Path, tmp_path: Path, pages: dict[str, str]) -> None:
    """The files that the second chapter shows make a valid child, and each change reaches the note."""
    copy, name = tmp_path / "templates", "somewhere/final_accounts/2024"
    shutil.copytree(root / "templates", copy)
    chapter = pages[MANUAL].partition("## 二、")[2].partition("## 三、")[0]
    files = dict(re.findall(r"```yaml\n# (\S+)\n(.*?)```", chapter, re.DOTALL))
    assert len(files) == 3
    made = new_pack(name, "shanxi/final_accounts/2023", library_of(copy))
    for path, text in {**made.files, **{f"{name}/{path}": text for path, text in files.items()}}.items():
        (copy / path).parent.mkdir(parents=True, exist_ok=True)
        (copy / path).write_text(text, encoding="utf-8")
    assert [
        item.message for item in lint_format(name, library_of(copy)) if item.severity is not Severity.HINT
    ] == []
    page, findings = diff("shanxi/final_accounts/2023", name, library_of(copy))
    assert page is not None
    assert not findings
    note = as_text(page)
    for word in (
        "使用非财政拨款结余（含专用结余）",
        "新增名词“专用结余”",
        "取消名词“结余分配”",
        "新增栏“资金管理情况”",
    ):
        assert word in note


def test_the_manual_explains_every_code_of_lint(root: Path, pages: dict[str, str]) -> None:
    sources = [
        path for room in ("packs", "maintenance") for path in (root / "src/gongkai" / room).rglob("*.py")
    ]
    used = {
        int(code) for path in sources for code in re.findall(r'"PK-(\d\d)"', path.read_text(encoding="utf-8"))
    }
    assert len(used) > 15
    table = pages[MANUAL].partition("## 五、")[2].partition("## 六、")[0]
    told = {int(code) for cell in re.findall(r"PK-([\d、]+)", table) for code in cell.split("、")}
    assert used - told <= {40, 41, 42}, "codes of `templates new` say all there is to say"
