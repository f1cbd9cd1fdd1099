"""总览.xlsx as the person in charge opens it, read back by openpyxl and compared with the inputs themselves."""

from __future__ import annotations

import io
import shutil
from decimal import Decimal
from itertools import takewhile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from gongkai.batch import job as batch_job
from gongkai.batch.expected_list import read_expected
from gongkai.batch.other_files import OtherFile
from gongkai.batch.overview_sheet import missing_departments, overview_xlsx
from gongkai.batch.work_list import DONE, Result
from tests.batch.support import overview, run, spoil
from tests.support.library import check_file


@pytest.fixture(scope="module")
def finished(written: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A county with faults of several kinds, done once; one input is named with signs that links take amiss."""
    folder = tmp_path_factory.mktemp("finished")
    county, out = Path(shutil.copytree(written, folder / "县")), folder / "出"
    first = sorted(county.glob("liulin*/0*.yaml"))[0]
    spoil(first)
    (county / "坏.xlsx").write_bytes(b"PK\x03\x04")
    odd = county / "甲#乙 100%.yaml"
    sorted(county.glob("qinglong*/0*.yaml"))[0].rename(odd)
    assert run(county, "-o", out, "--jobs", "2").returncode == 1
    return county, out


def table(out: Path, name: str) -> list[dict[str, Any]]:
    sheet = openpyxl.load_workbook(out / "总览.xlsx")[name]
    rows = list(sheet.iter_rows(min_row=2))
    heads = [str(cell.value).replace("\n", "") for cell in rows[0]]
    filled = takewhile(lambda row: any(cell.value is not None for cell in row), rows[1:])
    return [dict(zip(heads, row, strict=True)) for row in filled]  # below a blank row stand the totals


# What these formats do not ask about last year.
NO_LAST_YEAR = {
    ("shanxi/budget/2023", "支出总计"),
    ("hebei/self_evaluation/2023", "全年预算"),
    ("hebei/self_evaluation/2023", "全年执行"),
}


def test_every_department_is_a_row(finished: tuple[Path, Path]) -> None:
    county, out = finished
    rows = {row["输入文件"].value: row for row in table(out, "总览")}
    data = {row["key"]: row for row in overview(out)["departments"]}
    assert (
        set(rows)
        == set(data)
        == {path.relative_to(county).as_posix() for path in county.rglob("*.*") if path.is_file()}
    )
    unknown = set()
    for key, row in rows.items():
        assert row["状态"].value == data[key]["state"]
        checked = check_file(county / key)
        levels = [finding.severity.value for finding in checked.findings]
        assert [row[level].value for level in ("错误", "警告", "提示")] == [
            levels.count(level) for level in ("错误", "警告", "提示")
        ]
        if checked.subject is None:
            continue
        assert row["单位名称"].value == checked.subject.department.line_text("单位信息", "单位名称")
        for label, expression in checked.subject.pack.overview.items():
            figure = checked.subject.book.expression(expression, label)
            parts = ("（万元）", "上年（万元）", "增减（万元）", "增减率")
            cells = [row[f"{label}{part}"] for part in parts if f"{label}{part}" in row]
            if (checked.subject.pack.format, label) in NO_LAST_YEAR:
                unknown.add((checked.subject.pack.format, label))
                assert cells[0].value is not None
                assert all(cell.value is None for cell in cells[1:])
                assert len(cells) == (4 if label == "支出总计" else 1)  # others have last year's
                continue
            now, before = figure.amount / 10000, figure.previous.amount / 10000
            for cell, amount in zip(cells, (now, before, now - before), strict=False):
                assert abs(Decimal(str(cell.value)) - amount) <= Decimal("0.005"), (key, label)
            rate = cells[3].value
            assert (rate is None) == (not before)
            if before:
                assert abs(Decimal(str(rate)) - (now - before) / abs(before)) < Decimal("0.00001")
    assert unknown == NO_LAST_YEAR


def test_rows_are_as_high_as_their_text(finished: tuple[Path, Path]) -> None:
    _, out = finished
    sheet = openpyxl.load_workbook(out / "总览.xlsx")["待处理"]
    heights = {row[6].row: sheet.row_dimensions[row[6].row].height for row in sheet.iter_rows(min_row=3)}
    long = [row[0].row for row in sheet.iter_rows(min_row=3) if len(str(row[6].value)) > 70]
    assert long
    assert all(heights[number] > 28 for number in long)


def test_prints_on_the_width_of_one_page(finished: tuple[Path, Path]) -> None:
    """And not too small: a page lying on its side has room for some 130 half-width characters of the full size."""
    book = openpyxl.load_workbook(finished[1] / "总览.xlsx")
    for sheet in book:
        assert sheet.sheet_properties.pageSetUpPr is not None and sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0), sheet.title
        heads = [str(cell.value) for cell in sheet[2]]
        printed = heads
        if sheet.print_area:
            (_, last) = sheet.print_area.rpartition("!")[2].replace("$", "").split(":")
            printed = heads[: sheet[last].column]
            assert printed[0] == "单位名称" and printed[-1].endswith("（万元）")
            assert heads[len(printed)] == "输入文件"
            assert sheet[last].row == sheet.max_row
        columns = list(sheet.column_dimensions.values())  # neighbours of one width are one entry
        width = sum(
            item.width * (min(item.max, len(printed)) - item.min + 1)
            for item in columns
            if item.min <= len(printed)
        )
        assert 50 <= width < 240, sheet.title


def test_bad_ones_come_first(finished: tuple[Path, Path]) -> None:
    states = [row["状态"].value for row in table(finished[1], "总览")]
    assert states[:2] == ["无法读取", "有错误未生成"]
    assert set(states[2:]) == {"已生成"}


def test_links_lead_to_the_reports(finished: tuple[Path, Path]) -> None:
    _, out = finished
    linked = set()
    for row in table(out, "总览"):
        for kind in ("Word", "Excel"):
            link = row[kind].hyperlink
            if row["状态"].value == "已生成":
                target = (
                    link.target.removeprefix("file:///")
                    .replace("%23", "#")
                    .replace("%20", " ")
                    .replace("%25", "%")
                )
                target = target.replace("\\", "/")
                assert (out / target).is_file(), target
                linked.add(out / target)
            else:
                assert link is None
    assert len(linked) == 14


@pytest.mark.trial
def test_everything_that_needs_somebody(finished: tuple[Path, Path]) -> None:
    """待处理 has each error and warning of each department with place, fault and remedy; no hint."""
    county, out = finished
    found = {
        tuple(str(row[head].value or "") for head in ("输入文件", "级别", "规则", "位置", "问题", "改法"))
        for row in table(out, "待处理")
    }
    expected = set()
    for path in county.rglob("*.*"):
        if not path.is_file():
            continue
        for finding in check_file(path).findings:
            where = finding.location
            place = where.cell or (f"第 {where.line} 行" if where.line else "")
            if finding.severity.value != "提示":
                key = path.relative_to(county).as_posix()
                expected.add(
                    (key, finding.severity.value, finding.code, place, finding.message, finding.hint)
                )
    assert found == expected
    assert len(found) > 3
    assert all(row["工作表"].value for row in table(out, "待处理") if row["位置"].value)
    assert all(remedy for *_, remedy in found)


def test_what_is_not_listed_is_said(county: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from gongkai.batch.executors import InProcess
    from gongkai.batch.overview_sheet import overview_xlsx
    from gongkai.batch.run import kept_findings, run_batch
    from gongkai.batch.work_list import Options, make_jobs

    monkeypatch.setattr(batch_job, "MOST_FINDINGS", 1)
    spoil(sorted(county.glob("liulin*/0*.yaml"))[0])
    out = tmp_path / "出"
    jobs = make_jobs(county, out, Options())
    results = list(run_batch(jobs, out, InProcess()))
    assert all(result.findings == [] for result in results)  # memory does not grow with them
    page = overview_xlsx(results, jobs, out, [], [], lambda key: kept_findings(out, key))
    (out / "总览.xlsx").write_bytes(page)
    rest = [row["问题"].value for row in table(out, "待处理") if "没有列出" in row["问题"].value]
    faulty = next(result for result in results if result.state == "有错误未生成")
    assert f"还有 {faulty.counts['错误'] + faulty.counts['警告'] - 1} 条没有列出" in rest


LISTS: dict[str, list[list[Any]]] = {
    "numbered, below a title": [
        ["2023年应报送名单"],
        [],
        ["序号", "单位名称", "电话"],
        [1, "甲局", 5],
        [2, "乙局"],
    ],
    "numbered, no heading": [[1, "甲局"], [2, "乙局"]],
    "numbered, a title alone": [["2023年应报送名单"], [1, "甲局"], [2, "乙局"]],
    "departments and units": [
        ["部门编码", "部门名称", "单位编码", "单位名称"],
        ["1", "总局", "2", "甲局"],
        ["1", "总局", "3", "乙局"],
    ],
    "names alone": [["甲局"], ["乙局"]],
    "another heading": [["部门（单位）名称", "编码"], ["甲局", "101"], [None, "102"], [" 乙局 ", "103"]],
}


@pytest.mark.parametrize("case", LISTS)
def test_lists_of_expected_departments(tmp_path: Path, case: str) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in LISTS[case]:
        book.active.append(row)
    book.save(tmp_path / "名单.xlsx")
    assert read_expected(tmp_path / "名单.xlsx") == ["甲局", "乙局"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_list_as_text(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "名单.txt").write_text("甲局\n\n乙局\n", encoding=encoding)
    assert read_expected(tmp_path / "名单.txt") == ["甲局", "乙局"]


def test_an_empty_list(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "名单.xlsx")
    assert read_expected(tmp_path / "名单.xlsx") == []


def test_names_that_differ_in_blanks_and_brackets() -> None:
    results = [Result("甲", DONE, name="某县社保中心（本级）"), Result("乙", DONE, name="某县 教育局")]
    expected = ["某县社保中心(本级)", "某县教育局", "某县教育局第二中学"]
    assert missing_departments(expected, results) == ["某县教育局第二中学"]


@pytest.mark.trial
def test_a_department_that_came_twice(county: Path, tmp_path: Path) -> None:
    first = sorted(county.rglob("0*.yaml"))[0]
    again = first.with_name("改好重报.yaml")
    again.write_bytes(first.read_bytes())
    out = tmp_path / "出"
    done = run(county, "-o", out, "--jobs", "2")
    assert done.returncode == 1
    assert "有 1 个单位交了不止一份输入" in done.stdout
    keys = [path.relative_to(county).as_posix() for path in (first, again)]
    assert overview(out)["repeated"] == [keys]
    assert [row["输入文件"].value for row in table(out, "重复报送")] == keys
    again.unlink()
    assert run(county, "-o", out, "--jobs", "2").returncode == 0
    assert overview(out)["repeated"] == []
    assert "重复报送" not in openpyxl.load_workbook(out / "总览.xlsx").sheetnames


@pytest.mark.trial
def test_the_same_page_whatever_the_order(finished: tuple[Path, Path]) -> None:
    county, out = finished
    before = (out / "总览.xlsx").read_bytes(), (out / "总览.json").read_bytes()
    run(county, "-o", out, "--jobs", "1")
    assert before == ((out / "总览.xlsx").read_bytes(), (out / "总览.json").read_bytes())


@pytest.mark.trial
def test_check_reports_where_asked_for(county: Path, tmp_path: Path) -> None:
    """Also for a department that has errors: it is what it mends its input by. A second run leaves them."""
    bad = sorted(county.glob("liulin*/0*.yaml"))[0]
    spoil(bad)
    out = tmp_path / "出"
    for _ in range(2):
        assert run(county, "-o", out, "--report").returncode == 1
        rows = {county / row["输入文件"].value: row for row in table(out, "总览")}
        assert len(rows) == 8
        for path, row in rows.items():
            folder = out / path.relative_to(county).with_suffix("")
            found = sorted(item.name for item in folder.iterdir())
            publication, report = found[:-1], found[-1]
            assert report.endswith("校核报告.xlsx")
            assert row["校核报告"].hyperlink.target.endswith("校核报告.xlsx")
            assert len(publication) == (0 if path == bad else 2)
            assert (row["Excel"].hyperlink is None) == (path == bad)
            assert not (publication and row["Excel"].hyperlink.target.endswith("校核报告.xlsx"))
            assert ("（草稿）" in report) == (path == bad)
    run(county, "-o", out)
    assert not list(out.rglob("*校核报告.xlsx"))  # those of an earlier run would pass for current
    assert "校核报告" not in next(iter(table(out, "总览")))


def test_a_department_whose_file_could_not_be_read_is_not_said_to_have_sent_nothing() -> None:
    results = [Result("甲片/副本丙局(1).xlsx", "无法读取"), Result("乙局.xlsx", DONE, name="乙局")]
    others = [OtherFile("甲片/丁局2023年决算.doc", "Word 文件，不是填报的工作簿")]
    names = ["甲局", "乙局", "丙局", "丁局"]
    missing = missing_departments(names, results)
    book = overview_xlsx(results, [], Path(), missing, [], lambda key: [], others, len(names))
    rows = list(openpyxl.load_workbook(io.BytesIO(book))["未报送"].iter_rows(min_row=3, values_only=True))
    assert [(name, file or "") for name, file in rows] == [
        ("甲局", ""),
        ("丙局", "甲片/副本丙局(1).xlsx"),
        ("丁局", "甲片/丁局2023年决算.doc"),
    ]
