"""An accountant's year, as typed: begin from last year, fill, check and mend in the marked copy, give reasons,
confirm, generate. Each step is a command on a workbook that openpyxl edits as Excel would."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

ROOT = Path(__file__).parents[2]
LAST = ROOT / "sample_inputs" / "liulin-2023-final" / "input.xlsx"
FORMAT = "shanxi/final_accounts/2024"
COMMAND = [sys.executable, "-m", "gongkai"]
MARK = "【待确认】"


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [*COMMAND, *map(str, arguments)], capture_output=True, text=True, check=False, encoding="utf-8"
    )
    assert "Traceback" not in done.stdout + done.stderr
    assert done.returncode in (0, 1, 2), done.stderr
    return done


def report(path: Path, *options: str | Path) -> dict[str, Any]:
    done = run("check", path, "--json", *options)
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return dict(json.loads(done.stdout))


def errors(data: dict[str, Any]) -> list[str]:
    return [f"{item['code']} {item['message']}" for item in data["findings"] if item["level"] == "错误"]


def edit(path: Path, target: Path, change: Callable[[Any], None]) -> Path:
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(target)
    return target


_MEANING = re.compile("（(?:都空|空)=[^）]*）")


def _columns(sheet: Any) -> dict[str, int]:
    """Heading paths of a sheet written by `gongkai new`, by their printed words without what an empty cell means."""
    found: dict[str, int] = {}
    group = ""
    for column in range(1, sheet.max_column + 1):
        top, leaf = (_MEANING.sub("", str(sheet.cell(row, column).value or "")) for row in (4, 5))
        group = str(top) if top else group
        found.setdefault(group.rstrip(" *"), column)
        if leaf:
            found[f"{group}/{leaf}".rstrip(" *")] = column
    return found


def put(book: Any, sheet: str, row: str, column: str, value: object) -> None:
    """Write into the row that begins with `row` and the column headed `column`."""
    page = book[sheet]
    position = _columns(page)[column]
    for cells in page.iter_rows(min_row=5, max_col=1):
        if str(cells[0].value or "").startswith(row):
            page.cell(cells[0].row, position).value = value
            return
    raise AssertionError(f"{sheet} has no row {row}")


def fill_figures(book: Any) -> None:
    """The amounts that the accountant types for the new year."""
    for code, total in (("2080101", 11_000_000), ("2080799", 8_000_000)):
        put(book, "收入", code, "决算/一般公共预算财政拨款", total)
    for stage in ("全年预算", "决算"):
        put(book, "支出", "2080101", f"{stage}/基本支出", 2_900_000)
        put(book, "支出", "2080101", f"{stage}/项目支出", 8_100_000)
        put(book, "支出", "2080799", f"{stage}/项目支出", 8_000_000)
    page = book["基本支出经济分类"]
    now, before = _columns(page)["决算"], _columns(page)["上年决算"]
    for row in range(5, page.max_row + 1):
        if isinstance(page.cell(row, before).value, int | float):
            page.cell(row, now).value = page.cell(row, before).value
    put(book, "基本支出经济分类", "30101", "决算", 869_240 + 65_860)
    put(book, "基本支出经济分类", "30231", "决算", 20_000)
    put(book, "三公经费", "公务用车运行维护费", "全年预算", 20_100)
    put(book, "三公经费", "公务用车运行维护费", "决算", 20_000)
    put(book, "三公经费", "公务用车保有量", "决算", 1)
    put(book, "相关信息", "机关运行经费（行政单位）", "决算", 209_700)
    put(book, "相关信息", "政府采购服务", "决算", 7_000_000)
    put(book, "相关信息", "其他用车", "决算", 1)


def empty(book: Any, sheet: str) -> None:
    """There is none of these this year: the rows carried over are emptied."""
    for cells in book[sheet].iter_rows(min_row=7):
        for cell in cells:
            if not str(cell.value).startswith("="):
                cell.value = None


def fill(book: Any) -> None:
    """What the accountant types for the new year."""
    fill_figures(book)
    empty(book, "项目")
    page = book["科目用途"]
    shown = _columns(page)
    page.cell(8, shown["科目编码"]).value = "208"
    page.cell(8, shown["主要用途"]).value = "人员工资、日常办公和稳定就业补助"
    empty(book, "转移支付")


def confirm_texts(book: Any) -> None:
    """The accountant has read each text, brought its years up to date and taken the mark away."""
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and MARK in cell.value and sheet.title != "填写说明":
                    text = cell.value.replace(MARK, "")
                    if sheet.title == "文字":
                        text = text.replace("2023年", "2024年").replace("2022年", "2023年")
                    cell.value = text


def confirm_reasons(book: Any) -> None:
    """Each draft becomes a reason of its own, and is said to be verified."""
    page = book["变动原因"]
    shown = _columns(page)
    for row in range(5, page.max_row + 1):
        if page.cell(row, shown["核实状态"]).value == "草稿":
            text = page.cell(row, shown["原因"])
            text.value = f"{text.value}，按{page.cell(row, 1).value}核实"
            page.cell(row, shown["核实状态"]).value = "已核实"


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("new") / "新.xlsx"
    done = run("new", "--format", FORMAT, "-o", path, "--from", LAST)
    assert done.returncode == 0, done.stderr
    assert "文字" in done.stdout
    assert "待确认" in done.stdout
    return path


def test_walk(begun: Path, tmp_path: Path) -> None:
    before = LAST.read_bytes()

    # 1 What was begun from last year is not yet a report: every text waits for a look.
    waiting = [item for item in report(begun)["findings"] if item["code"] == "KN-06a"]
    assert len(waiting) > 20
    assert all(item["level"] == "错误" and item["location"]["cell"] for item in waiting)
    assert run("generate", begun, "-o", tmp_path / "early").returncode == 1
    assert not (tmp_path / "early").exists()

    # 2 Fill it, confirm the texts, and slip in one wrong digit.
    filled = edit(begun, tmp_path / "填.xlsx", lambda book: (confirm_texts(book), fill(book)))  # type: ignore[arg-type, return-value]
    wrong = edit(
        filled, tmp_path / "错.xlsx", lambda book: put(book, "支出", "2080799", "决算/项目支出", 8_100_000)
    )
    kept = wrong.read_bytes()

    # 3 The marked copy shows it on its cell; it is mended there.
    marked = tmp_path / "标注.xlsx"
    done = run("check", wrong, "--mark", marked)
    assert done.returncode == 1
    assert wrong.read_bytes() == kept
    book = openpyxl.load_workbook(marked)
    assert book.sheetnames[0] == "问题清单"
    listed = {row[1] for row in book["问题清单"].iter_rows(min_row=5, values_only=True)}
    assert {"BN-05", "BW-10"} <= listed
    mended = edit(
        marked, tmp_path / "改.xlsx", lambda book: put(book, "支出", "2080799", "决算/项目支出", 8_000_000)
    )
    data = report(mended)
    assert {item["code"] for item in data["findings"] if item["level"] == "错误"} == {"BW-10"}, errors(data)

    # 4 Every reason that is asked for gets its draft, which is not yet a reason.
    open_slots = [item for item in data["reasons"] if item["state"] == "没有写"]
    assert len(open_slots) == len(data["reasons"]) > 5
    assert all(item["draft"] for item in open_slots)
    drafted = tmp_path / "原因.xlsx"
    assert run("reasons", mended, "-o", drafted).returncode == 0
    data = report(drafted)
    assert {item["state"] for item in data["reasons"]} == {"还是草稿"}
    pending = [item for item in data["findings"] if item["level"] == "错误"]
    assert {item["code"] for item in pending} == {"WN-09b"}, errors(data)
    assert len(pending) == len(open_slots)
    assert run("generate", drafted, "-o", tmp_path / "early").returncode == 1
    assert not (tmp_path / "early").exists()

    # 5 Confirmed, compared with last year, generated.
    final = edit(drafted, tmp_path / "定.xlsx", confirm_reasons)
    data = report(final, "--last-year", LAST)
    assert errors(data) == []
    compared = {item["code"]: item["status"] for item in data["coverage"] if item["code"].startswith("KN-")}
    assert compared["KN-02"] == compared["KN-03"] == "通过"
    out = tmp_path / "公开"
    done = run("generate", final, "-o", out)
    assert done.returncode == 0, done.stdout + done.stderr
    assert {path.suffix for path in out.iterdir()} >= {".docx", ".xlsx"}
    assert all("草稿" not in path.name and "2024" in path.name for path in out.glob("*.docx"))
    assert LAST.read_bytes() == before


@pytest.mark.trial
def test_the_reasons_of_the_walk_stand_in_the_report(begun: Path, tmp_path: Path) -> None:
    import docx

    filled = edit(begun, tmp_path / "填.xlsx", lambda book: (confirm_texts(book), fill(book)))  # type: ignore[arg-type, return-value]
    drafted = tmp_path / "原因.xlsx"
    assert run("reasons", filled, "-o", drafted).returncode == 0
    final = edit(drafted, tmp_path / "定.xlsx", confirm_reasons)
    assert run("generate", final, "-o", tmp_path / "out", "--to", "docx").returncode == 0
    [path] = (tmp_path / "out").glob("*.docx")
    text = "\n".join(paragraph.text for paragraph in docx.Document(str(path)).paragraphs)
    # 2080101 rose by 13.49 and 2080799 fell by 68.52 (万元): the items, largest first, as the draft says.
    assert "其他就业补助支出减少68.52万元，行政运行增加13.49万元，按收支总体变动核实" in text
    assert MARK not in text
    assert "待核实" not in text


def test_last_year_is_compared_number_by_number(begun: Path, tmp_path: Path) -> None:
    changed = edit(
        begun, tmp_path / "错.xlsx", lambda book: put(book, "支出", "2080101", "上年决算/基本支出", 2_843_240)
    )
    data = report(changed, "--last-year", LAST)
    [found] = [item for item in data["findings"] if item["code"] == "KN-02"]
    assert found["found"] == "2,843,240.00 元"
    assert found["expected"] == "2,834,240.00 元"
    assert found["difference"] == "9,000.00 元"
    assert found["location"]["sheet"] == "支出"
    assert openpyxl.load_workbook(changed)["支出"][found["location"]["cell"]].value == 2_843_240


def test_a_file_that_is_not_last_years_is_refused(begun: Path) -> None:
    done = run("check", begun, "--last-year", begun)
    assert done.returncode == 2
    assert "不能用来对照" in done.stderr
    assert "2023 年度" in done.stderr
    done = run("check", begun, "--last-year", ROOT / "没有.xlsx")
    assert done.returncode == 2
    assert "找不到文件" in done.stderr


@pytest.mark.parametrize("command", ["mark", "reasons", "new"])
def test_nothing_is_written_over(command: str, begun: Path, tmp_path: Path) -> None:
    there = tmp_path / "有.xlsx"
    there.write_bytes(begun.read_bytes())
    before = there.read_bytes()
    for target in (there, begun):
        arguments: dict[str, list[str | Path]] = {
            "mark": ["check", begun, "--mark", target],
            "reasons": ["reasons", begun, "-o", target],
            "new": ["new", "--format", FORMAT, "-o", target, "--from", LAST],
        }
        done = run(*arguments[command])
        assert done.returncode == 2
        assert "已经存在" in done.stderr
        assert target.read_bytes() == before


def test_new_from_another_kind_is_refused(tmp_path: Path) -> None:
    other = ROOT / "sample_inputs" / "xingxian-2023-budget" / "input.yaml"
    done = run("new", "--format", FORMAT, "-o", tmp_path / "x.xlsx", "--from", other)
    assert done.returncode == 2
    assert "不能带到" in done.stderr
    assert not list(tmp_path.iterdir())


def test_yaml_goes_the_same_way(tmp_path: Path) -> None:
    """The YAML form carries over, is drafted, and is marked by a list alone."""
    source = LAST.with_name("input.yaml")
    begun = tmp_path / "新.yaml"
    assert run("new", "--format", FORMAT, "-o", begun, "--from", source).returncode == 0
    assert MARK in begun.read_text(encoding="utf-8")
    drafted = tmp_path / "原因.yaml"
    assert run("reasons", begun, "-o", drafted).returncode == 0
    assert "核实状态: 草稿" in drafted.read_text(encoding="utf-8")
    marked = tmp_path / "问题.xlsx"
    data = report(drafted, "--mark", marked)
    book = openpyxl.load_workbook(marked)
    assert book.sheetnames == ["问题清单"]
    rows = list(book["问题清单"].iter_rows(min_row=5, values_only=True))
    assert len(rows) == len(data["findings"]) > 0
    assert all(row[3].startswith("第 ") for row in rows if row[3])
