"""Lists of expected departments as people keep them: only departments are expected."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from gongkai.batch.expected_list import read_expected

WANTED = ["柳林县人力资源和社会保障局", "财政局", "第一中学"]
SHEETS: dict[str, list[list[object]]] = {
    "title and total": [
        ["2023年全县应报送单位名单", None, None],
        ["序号", "单位名称", "备注"],
        *([number, name, None] for number, name in enumerate(WANTED, 1)),
        ["合计", "3个单位", None],
    ],
    "total under the names": [["单位名称"], *([name] for name in WANTED), ["合计：3"], ["共 3 个单位"]],
    "notes": [
        ["部门"],
        *([name] for name in WANTED),
        ["注：以财政局名单为准"],
        ["备注 以上"],
        ["制表人：某某"],
    ],
    "numbers before the names": [["单位全称"], *([f"{n}、{name}"] for n, name in enumerate(WANTED, 1))],
    "twice": [["单位名称"], *([name] for name in [*WANTED, *WANTED])],
    "a title and no heading": [["应报送单位名单"], *([name] for name in WANTED)],
    "sections, a date, a telephone number": [
        ["名单如下："],
        ["一、党委部门（1个）"],
        [f"1.{WANTED[0]}"],
        ["二、政府部门"],
        [f"2.{WANTED[1]}  0350-1"],
        ["三、人民团体"],
        [f"3.{WANTED[2]}"],
        ["2024年9月1日"],
    ],
    "a heading in one cell": [["序号 单位名称"], *([f"{n}、{name}"] for n, name in enumerate(WANTED, 1))],
    "a numbered total": [
        *([f"{n} {name}"] for n, name in enumerate(WANTED, 1)),
        ["4 总计"],
        ["5、合计 3 个"],
    ],
    "no heading": [[number, name] for number, name in enumerate(WANTED, 1)],
}


@pytest.mark.parametrize("before", [0, 1, 2], ids=["first sheet", "second", "third"])
@pytest.mark.parametrize("case", SHEETS)
def test_workbooks(case: str, before: int, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.remove(book.active)
    for number in range(before):
        book.create_sheet(f"前{number}")
    sheet = book.create_sheet("名单")
    for row in SHEETS[case]:
        sheet.append(row)
    book.save(tmp_path / "名单.xlsx")
    assert read_expected(tmp_path / "名单.xlsx") == WANTED


def test_a_list_behind_a_sheet_of_words(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["说明文字"])
    sheet = book.create_sheet("名单")
    for name in ["单位名称", *WANTED]:
        sheet.append([name])
    book.save(tmp_path / "名单.xlsx")
    assert read_expected(tmp_path / "名单.xlsx") == WANTED


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize(
    "before",
    ["- ", "• ", "（一）", "①", "{n}·", "{n},", "{n}.", "{n}、", "（{n}）", "({n}) ", "{n}\t", "", "  "],
)
def test_texts(before: str, encoding: str, tmp_path: Path) -> None:
    lines = [f"{before.format(n=n)}{name}" for n, name in enumerate(WANTED, 1)]
    path = tmp_path / "名单.txt"
    path.write_text("\n".join([*lines, "", "合计 3 个"]), encoding=encoding)
    assert read_expected(path) == WANTED


def test_csv(tmp_path: Path) -> None:
    path = tmp_path / "名单.csv"
    rows = ["序号,单位名称,备注", *(f'{n},"{name}",' for n, name in enumerate(WANTED, 1)), "合计,3个单位,"]
    path.write_text("\r\n".join(rows), encoding="gb18030", newline="")
    assert read_expected(path) == WANTED


@pytest.mark.parametrize(
    "name",
    ["注册会计师协会", "12345热线中心", "共青团某县委", "七一小学", "总工会", "合作社联合社", "说唱团"],
)
def test_departments_whose_names_look_like_something_else(name: str, tmp_path: Path) -> None:
    path = tmp_path / "名单.txt"
    path.write_text("\n".join(["单位名称", name, *WANTED]), encoding="utf-8")
    assert read_expected(path) == [name, *WANTED]


SHEETS_OF_SEVERAL: dict[str, dict[str, list[list[object]]]] = {
    "two batches": {"第一批": [["单位名称"], WANTED[:1]], "第二批": [["单位名称"], [WANTED[1]], [WANTED[2]]]},
    "beside each other": {
        "名单": [["序号", "单位名称"] * 2, [1, WANTED[0], 3, WANTED[2]], [2, WANTED[1], None, None]]
    },
    "heading with more": {"名单": [["填报：某局"], ["单位名称（全称）："], *([name] for name in WANTED)]},
    "sections": {"名单": [["一、行政单位"], *([name] for name in WANTED[:2]), ["二、事业单位"], [WANTED[2]]]},
    "spelled twice": {"名单": [["单位名称"], *([name] for name in WANTED), ["财 政 局"], ["财政局；"]]},
    "a date between": {"名单": [["单位名称"], *([name] for name in WANTED), [dt.date(2024, 9, 1)]]},
}


@pytest.mark.parametrize("case", SHEETS_OF_SEVERAL)
def test_no_department_is_lost_nor_invented(case: str, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.remove(book.active)
    for title, rows in SHEETS_OF_SEVERAL[case].items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(tmp_path / "名单.xlsx")
    assert sorted(read_expected(tmp_path / "名单.xlsx")) == sorted(WANTED)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.txt", "、".join(WANTED)),
        ("b.txt", "，".join(WANTED) + "。"),
        ("c.txt", "\n".join(f"{name}\t已报" for name in WANTED)),
        ("d.csv", "代码;单位名称\n" + "\n".join(f"00{n};{name}" for n, name in enumerate(WANTED))),
        ("e.csv", "序号\t单位名称\n" + "\n".join(f"{n}\t{name}" for n, name in enumerate(WANTED))),
        ("f.txt", "# 2023年\n" + "\n".join(f"{name} # 已催" for name in WANTED) + "\n// 完"),
        ("g.txt", "\n".join(f"{name}；" for name in WANTED)),
    ],
)
def test_texts_written_otherwise(name: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    assert read_expected(path) == WANTED
