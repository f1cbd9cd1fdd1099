"""The maintainer's commands as typed: what they print, write and return."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from gongkai.packs.location import templates_root
from tests.support.ooxml import validate

FORMAT = "shanxi/final_accounts/2023"
BASE = "national/final_accounts/2023"
COMMAND = [sys.executable, "-m", "gongkai"]

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    copy = tmp_path / "templates"
    shutil.copytree(templates_root(), copy)
    return copy


@pytest.fixture
def run(root: Path, tmp_path: Path) -> Run:
    """Run a command on the copy of the templates."""

    def call(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [*COMMAND, *map(str, arguments)],
            capture_output=True,
            text=True,
            check=False,
            cwd=tmp_path,
            encoding="utf-8",
            env={**os.environ, "GONGKAI_TEMPLATES": str(root), "PYTHONUTF8": "1"},
        )
        assert "Traceback" not in done.stdout + done.stderr
        return done

    return call


def _typed(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """A command in a folder, with no formats of its own but those of `variables`."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("GONGKAI_")}
    return subprocess.run(
        [*COMMAND, *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        encoding="utf-8",
        env={**env, **variables, "PYTHONUTF8": "1"},
    )


def test_a_copy_of_the_formats_to_work_in(tmp_path: Path) -> None:
    done = _typed(tmp_path, "templates", "copy", "我的 格式")
    assert done.returncode == 0, done.stderr
    setting = done.stdout.splitlines()[-1]
    name, _, value = setting.removeprefix("export ").partition("=")
    assert shlex.split(value) == [str(tmp_path / "我的 格式")]
    new = _typed(
        tmp_path,
        "templates",
        "new",
        "some/budget/2024",
        "--from",
        "shanxi/budget/2023",
        **{name: shlex.split(value)[0]},
    )
    assert (tmp_path / "我的 格式" / "some" / "budget" / "2024" / "pack.yaml").is_file(), new.stderr
    again = _typed(tmp_path, "templates", "copy", "我的 格式")
    assert again.returncode == 2 and "已经有了" in again.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("templates", "new", "some/budget/2024", "--from", "some/budget/2023"),
        ("templates", "learn", "公开.docx", "--from", "national/budget/2023", "-o", "some/budget/2024"),
        ("codes", "learn", "公开.docx", "--year", "2019"),
    ],
)
def test_nothing_is_written_beside_formats_brought_along(
    tmp_path: Path, root: Path, arguments: tuple[str, ...]
) -> None:
    """They lie in a folder of the command's own, which is gone with it."""
    brought = tmp_path / "带来的"
    shutil.copytree(root / "shanxi" / "budget" / "2023", brought / "some" / "budget" / "2023")
    pack = brought / "some" / "budget" / "2023" / "pack.yaml"
    text = pack.read_text(encoding="utf-8").replace("format: shanxi/", "format: some/")
    pack.write_text(text, encoding="utf-8")
    document = docx.Document()
    for cell, words in zip(document.add_table(1, 2).rows[0].cells, ("科目编码", "科目名称"), strict=True):
        cell.text = words
    document.save(str(tmp_path / "公开.docx"))
    done = _typed(tmp_path, *arguments, GONGKAI_FORMATS=str(brought))
    assert done.returncode == 2 and "templates copy" in done.stderr, done.stdout + done.stderr
    assert "已写出" not in done.stdout


@pytest.mark.parametrize("arguments", [("templates", "list"), ("new", "--format", FORMAT, "-o", "我的.xlsx")])
def test_a_folder_of_formats_that_is_none_is_named(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    (tmp_path / "空的").mkdir()
    for name in ("空的", "没有的"):
        done = _typed(tmp_path, *arguments, GONGKAI_TEMPLATES=str(tmp_path / name))
        assert done.returncode == 2 and f"{name} 里没有格式" in done.stderr, done.stdout + done.stderr


def test_list(run: Run) -> None:
    done = run("templates", "list")
    assert done.returncode == 0
    assert any(line.startswith(f"{FORMAT}\t") for line in done.stdout.splitlines())
    assert not any(line.startswith(f"{BASE}\t") for line in done.stdout.splitlines())


def test_explain(run: Run) -> None:
    done = run("templates", "explain", FORMAT)
    assert done.returncode == 0, done.stderr
    for word in ("要填的内容", "变动原因", "报告的各部分", "名词解释", f"{BASE} → {FORMAT}"):
        assert word in done.stdout
    assert run("templates", "explain", FORMAT, "--markdown").stdout.startswith("# ")


def test_lint_of_a_fault_fails_and_names_the_place(run: Run, root: Path) -> None:
    (root / FORMAT / "glossary.yaml").write_text("事业收人: 指。\n", encoding="utf-8")
    done = run("templates", "lint", FORMAT)
    assert done.returncode == 1
    assert f"{FORMAT}/glossary.yaml 第 1 行" in done.stdout
    assert "最接近的名称是“事业收入”" in done.stdout
    assert f"继承：{BASE} → {FORMAT}" in done.stdout


@pytest.mark.trial
def test_lint_of_all_formats(run: Run, root: Path) -> None:
    for folder in root.iterdir():  # two are enough to see that each is linted
        if folder.name not in ("common", "national", "shanxi"):
            shutil.rmtree(folder)
    done = run("templates", "lint", "--no-hints")
    named = [line.split("：")[0] for line in done.stdout.splitlines() if "/" in line.split("：")[0][:60]]
    assert {FORMAT, BASE} <= set(named)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("templates", "explain", "shanxi/final_accounts/1999"),
        ("templates", "preview", "shanxi/final_accounts/1999"),
        ("templates", "diff", FORMAT, "shanxi/final_accounts/1999"),
        ("templates", "new", "some/final_accounts/2024", "--from", "shanxi/final_accounts/1999"),
    ],
)
def test_an_unknown_format_is_a_wrong_call(run: Run, arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert "没有格式“shanxi/final_accounts/1999”" in done.stderr
    assert "最近的是“shanxi/final_accounts/2023”" in done.stderr


def test_a_year_without_a_format(run: Run, tmp_path: Path) -> None:
    """The newest format of the same place and kind, and how the next one is made; nothing is written."""
    path = tmp_path / "新.xlsx"
    done = run("new", "--format", "shanxi/final_accounts/2031", "-o", str(path))
    assert done.returncode == 2
    assert "没有格式“shanxi/final_accounts/2031”；最新的是 shanxi/final_accounts/2025" in done.stderr
    assert "gongkai templates new" in done.stderr
    assert not path.exists()


def test_lint_of_an_unknown_format(run: Run) -> None:
    done = run("templates", "lint", "shanxi/final_accounts/1999")
    assert done.returncode == 1
    assert "没有格式“shanxi/final_accounts/1999”" in done.stdout


def test_new_then_change_then_diff(run: Run, root: Path) -> None:
    name = "somewhere/final_accounts/2024"
    done = run("templates", "new", name, "--from", FORMAT)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"继承 {FORMAT}" in run("templates", "list").stdout
    assert (root / name / "pack.yaml").is_file()
    (root / name / "glossary.yaml").write_text("-事业收入:\n", encoding="utf-8")
    done = run("templates", "diff", FORMAT, name)
    assert done.returncode == 0, done.stderr
    assert "取消名词“事业收入”" in done.stdout
    again = run("templates", "new", name, "--from", FORMAT)
    assert again.returncode == 2
    assert "已经存在，不会覆盖" in again.stderr
    assert (root / name / "glossary.yaml").read_text(encoding="utf-8") == "-事业收入:\n"


@pytest.mark.trial
def test_preview_is_a_word_file_marked_as_a_draft(run: Run, tmp_path: Path) -> None:
    done = run("templates", "preview", FORMAT, "-o", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    (path,) = (tmp_path / "out").iterdir()
    assert path.suffix == ".docx"
    with zipfile.ZipFile(path) as archive:
        text = archive.read("word/document.xml").decode("utf-8")
    assert "〔主要职责〕" in text
    assert "收入支出决算总表" in text
    base = run("templates", "preview", BASE, "-o", tmp_path / "base")
    assert base.returncode == 2
    assert not (tmp_path / "base").exists()
    assert validate(path) == []


def test_a_format_made_before_its_codes_uses_them_once_they_are_there(
    run: Run, root: Path, tmp_path: Path
) -> None:
    """The handbook's own order: `templates new`, then `codes import`."""
    made = "somewhere/final_accounts/2031"
    run(
        "templates", "new", made, "--from", FORMAT
    )  # lint asks for the codes of 2031, which are not there yet
    pack = root / made / "pack.yaml"
    before = pack.read_text(encoding="utf-8")
    assert "classification" not in before
    pack.write_text(before.replace("\n", "\r\n"), encoding="utf-8", newline="")
    assert "科目字典：2023 年" in run("templates", "explain", made).stdout
    codes = root / "common" / "codes" / "2023"
    table = tmp_path / "科目.csv"
    rows = (codes / "functions.csv").read_text(encoding="utf-8").splitlines()[1:]
    there = {row.split(",")[0] for row in rows}
    lines = [row for row in rows if {row[:3], row.split(",")[0][:5]} <= there]
    table.write_text("\n".join(["科目编码,科目名称", *lines, "2010188,人大新事务"]), encoding="utf-8")
    done = run("codes", "import", table, "--year", "2031", "--partial")
    assert done.returncode == 0, done.stderr
    assert f"已改用 2031 年的科目字典：{made}/pack.yaml" in done.stdout
    wanted = before.replace("year: 2031\n", "year: 2031\nclassification: 2031\n")
    assert pack.read_bytes().decode() == wanted.replace("\n", "\r\n")
    assert "科目字典：2031 年" in run("templates", "explain", made).stdout
    # Nothing is left to change; a year written by hand is changed in its line, and what follows it stays.
    assert "已改用" not in run("codes", "import", table, "--year", "2031", "--partial").stdout
    pack.write_text(wanted.replace("classification: 2031", "classification: 2023  # 暂用"), encoding="utf-8")
    again = run("codes", "import", table, "--year", "2031", "--partial")
    assert f"已改用 2031 年的科目字典：{made}/pack.yaml" in again.stdout
    assert "classification: 2031  # 暂用" in pack.read_text(encoding="utf-8")


def test_codes_import_writes_all_or_nothing(run: Run, root: Path, tmp_path: Path) -> None:
    codes = root / "common" / "codes"
    rows = (codes / "2027" / "functions.csv").read_text(encoding="utf-8").splitlines()[1:]
    there = {row.split(",")[0] for row in rows}
    lines = ["code,name", *(row for row in rows if {row[:3], row.split(",")[0][:5]} <= there)]
    table = tmp_path / "科目.csv"
    table.write_text("\n".join(["科目编码,科目名称", *lines[1:-1], "2990102,新的科目"]), encoding="utf-8")
    bad = run("codes", "import", table, "--year", "2031")
    assert bad.returncode == 1
    assert "上级 299" in bad.stderr
    assert not (codes / "2031").exists()
    table.write_text("\n".join(["科目编码,科目名称", *lines[1:], "201,重复的名称"]), encoding="utf-8")
    assert run("codes", "import", table, "--year", "2031").returncode == 1
    assert not (codes / "2031").exists()
    table.write_text("\n".join(["科目编码,科目名称", *lines[1:], "2010188,人大新事务"]), encoding="utf-8")
    done = run("codes", "import", table, "--year", "2031")
    assert done.returncode == 0, done.stderr
    assert "新增 2010188 人大新事务" in done.stdout
    assert f"新增 1 个，改名 0 个，取消 {len(rows) - len(lines) + 1} 个" in done.stdout
    assert sorted(path.name for path in (codes / "2031").iterdir()) == [
        "economic.csv",
        "function_classes.csv",
        "functions.csv",
    ]
    assert "已改用" not in done.stdout
    assert run("codes", "import", tmp_path / "没有.xlsx", "--year", "2031").returncode == 2
    assert run("codes", "import", table, "--year", "2031", "--kind", "别的").returncode == 2
