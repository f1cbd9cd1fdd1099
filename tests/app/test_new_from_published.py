"""`gongkai new --from` with what was published: the workbook that comes of it is read as any other, and what did not
come over is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.test_loop import FORMAT, ROOT, run
from tests.recovering.test_published_input import published, read
from tests.support.library import read_file

KINDS = ("docx", "xlsx")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The Word and Excel files of a sample, by kind."""
    folder = tmp_path_factory.mktemp("published")
    department, pack, _ = read(ROOT / "sample_inputs" / "liulin-2023-final" / "input.yaml")
    found = {}
    for name, content in published(department, pack, KINDS).items():
        path = folder / name
        path.write_bytes(content)
        found[path.suffix[1:]] = path
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_a_published_file_begins_the_new_year(kind: str, files: dict[str, Path], tmp_path: Path) -> None:
    target = tmp_path / "2024.xlsx"
    done = run("new", "--format", FORMAT, "-o", target, "--from", files[kind])
    assert done.returncode == 0, done.stderr
    assert "shanxi/final_accounts/2023" in done.stdout
    assert "从上年公开的材料带来" in done.stdout
    assert "收入 2 个数；支出 3 个数" in done.stdout
    loaded = read_file(target)
    assert loaded.department is not None and loaded.department.year == "2024"
    incomes = [entry.number("上年决算/一般公共预算财政拨款") for entry in loaded.department.schedules["收入"]]
    assert len(incomes) == 2 and all(incomes)


def test_several_files_and_last_year_s_format(files: dict[str, Path], tmp_path: Path) -> None:
    target = tmp_path / "2024.yaml"
    options = (
        "--from",
        files["docx"],
        "--from",
        files["xlsx"],
        "--last-format",
        "shanxi/final_accounts/2023",
    )
    assert run("new", "--format", FORMAT, "-o", target, *options).returncode == 0
    assert "【待确认】" in target.read_text(encoding="utf-8")


def test_what_cannot_be_read_is_refused(files: dict[str, Path], tmp_path: Path) -> None:
    broken = tmp_path / "坏的.docx"
    broken.write_bytes(files["docx"].read_bytes()[:2000])
    target = tmp_path / "2024.xlsx"
    for options, words in (
        (("--from", broken), "坏的.docx"),
        (("--from", tmp_path / "没有.pdf"), "没有.pdf"),
        (("--from", files["docx"], "--last-format", "shanxi/nothing/2023"), "没有"),
    ):
        done = run("new", "--format", FORMAT, "-o", target, *options)
        assert done.returncode == 2
        assert words in done.stderr + done.stdout
        assert not target.exists()
    later = run("new", "--format", "shanxi/final_accounts/2025", "-o", target, "--from", files["docx"])
    assert later.returncode == 2 and "2023 年度" in later.stderr + later.stdout
