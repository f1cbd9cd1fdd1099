"""A new year begun from what last year published holds what one begun from last year's own input holds."""

from __future__ import annotations

import io
import re
from collections import Counter
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from gongkai.blanks.new_year import carry
from gongkai.desk.last_published import _needed, _wanted, last_published
from gongkai.desk.new_input import CannotCarry
from gongkai.model.book import Book
from gongkai.model.continuation import entry_key
from gongkai.model.department import Department
from gongkai.model.labels import normal
from gongkai.model.ledger import Ledger
from gongkai.packs.pack import Pack
from gongkai.pipeline import read as read_input
from gongkai.pipeline import render
from gongkai.recognition.printed_fact import printed_number
from gongkai.recovering.input_cells import terms
from gongkai.sections.compose import compose_document
from gongkai.sections.printing import Printer
from gongkai.source import Source
from tests.conftest import ROOT
from tests.robust.libreoffice import saved_as, soffice
from tests.support.library import LIBRARY, check_file
from tests.support.packed import with_part
from tests.support.parts import every

# Not yet Shanghai's: its reports print “三公” as one sum of three sources, and what a department does as the only text
# of a part, which no heading within the prose tells.
SAMPLES = sorted(
    [
        *ROOT.glob("sample_inputs/*/input.yaml"),
        *(
            path
            for path in ROOT.glob("tests/formats/*/input.yaml")
            if not path.parent.name.startswith("shanghai-")
        ),
    ]
)
ROUNDED = Decimal(100)  # 元: 0.01 万元, the last digit printed
NOT_IN_TABLES = {"机关运行经费", "事业单位公用经费"}
"""Lines and schedules whose amounts some formats print in sentences alone."""


def read(path: Path) -> tuple[Department, Pack, Pack]:
    """A sample with its format and that of the next year."""
    checked = check_file(path)
    department, pack = checked.loaded.department, checked.loaded.pack
    assert department is not None and pack is not None
    folder, _, year = pack.format.rpartition("/")
    following, _ = LIBRARY.pack(f"{folder}/{int(year) + 1}")
    return department, pack, following or pack


def numbers(department: Department) -> dict[tuple[str, tuple[str, ...], str], Decimal]:
    return {
        (schedule.spec.name, entry_key(schedule.spec, entry), column.name): number
        for schedule in department.schedules.values()
        for entry in schedule
        for column in schedule.spec.number_columns
        if (number := entry.number(column.name))
    }


def published(department: Department, pack: Pack, kinds: tuple[str, ...]) -> dict[str, bytes]:
    document = compose_document(pack, department, Book(Ledger(department), pack.definitions)).document
    return render(document, pack, kinds, pages=False).files


def texts_come_over(found: Department, department: Department) -> int:
    """No text is another than the one that was printed; a clause stands there without its full stop."""
    count = 0
    for schedule in found.schedules.values():
        for line in schedule.spec.lines if not schedule.spec.number_columns else ():
            text = found.line_text(schedule.spec.name, line.name)
            if text:
                mine = department.line_text(schedule.spec.name, line.name)
                assert text.rstrip("。") == mine.rstrip("。"), line.name
                count += 1
    return count


def comes_over(sources: list[Source], department: Department, pack: Pack, following: Pack) -> None:
    found, before, reading = last_published(sources, LIBRARY, following)
    assert before is pack
    assert found.contradictions == []
    wanted = numbers(carry(department, pack, following).department)
    got = numbers(carry(found.department, pack, following).department)
    wrong = {key: number for key, number in got.items() if abs(number - wanted.get(key, 0)) > ROUNDED}
    assert wrong == {}
    missing = [key for key in wanted if key not in got]
    assert [key for key in missing if not NOT_IN_TABLES & {key[0], key[1][0].partition("（")[0]}] == []
    printer = Printer(pack)
    book = Book(Ledger(found.department), pack.definitions)
    held = {name for name, schedule in found.department.schedules.items() if schedule.present}
    for table in reading.tables:
        for fact in table.facts:
            binding = fact.binding
            assert binding is not None
            added = terms(binding.figure, binding.where, pack.definitions)
            if added is None or any(term.schedule not in held for term in added):
                continue
            if any(("阶段", (pack.definitions.current,)) not in term.filters for term in added):
                continue
            figure = binding.on(book)
            text = printer.cell(figure, binding.count, figure.amount).text
            assert (printed_number(text) or (Decimal(0), 0))[0] == fact.value, (fact.figure, fact.place)


@pytest.mark.parametrize("path", every(3, SAMPLES, lambda path: path.parent.name))
def test_what_a_sample_published_brings_what_its_input_brings(path: Path) -> None:
    department, pack, following = read(path)
    if not pack.tables or following is pack:
        pytest.skip("no tables, or no format of the next year")
    files = published(department, pack, ("docx", "xlsx"))
    assert len(files) == 2
    for name, content in files.items():
        comes_over([Source(name, content)], department, pack, following)
    [word] = [Source(name, content) for name, content in files.items() if name.endswith(".docx")]
    found, _, _ = last_published([word], LIBRARY, following)
    assert texts_come_over(found.department, department) >= 6
    assert found.department.line_text("文字", "主要职责")


@pytest.mark.parametrize(
    ("sample", "schedule", "least"),
    [
        ("liulin-2023-final", "项目", 11),
        ("qiemo-2023-final", "项目", 9),
        ("xingxian-2023-budget", "绩效目标", 40),
    ],
)
def test_records_of_forms_begin_the_new_year(sample: str, schedule: str, least: int) -> None:
    department, pack, following = read(ROOT / "sample_inputs" / sample / "input.yaml")
    [(name, content)] = published(department, pack, ("docx",)).items()
    found, _, _ = last_published([Source(name, content)], LIBRARY, following)
    key = pack.inputs.schedule(schedule)
    assert key is not None
    wanted = {entry_key(key, entry): entry for entry in department.schedules[schedule]}
    records = found.department.schedules[schedule].entries
    assert len(records) >= least
    for entry in records:
        for column in entry.values:
            assert entry.text(column).rstrip("。") == wanted[entry_key(key, entry)].text(column).rstrip(
                "。"
            ), column


def names(department: Department, schedule: str, *columns: str) -> Counter[tuple[str, ...]]:
    """The texts of some columns of each row, without differences of width and marks."""
    return Counter(
        tuple(normal(entry.text(column)) for column in columns) for entry in department.schedules[schedule]
    )


def lists_come_over(found: Department, department: Department) -> None:
    """The projects and units of a self-evaluation."""
    columns = ("项目类别", "项目名称", "开展自评")
    assert names(found, "项目", *columns) == names(department, "项目", *columns)
    assert names(found, "所属单位", "所属单位名称") == names(department, "所属单位", "所属单位名称")
    keys = names(found, "项目", "项目类别", "项目名称", "同名区分")
    assert len(keys) == 36 and set(keys.values()) == {1}  # the same name twice is told apart


def test_projects_of_lists_and_units_in_a_sentence_come_over() -> None:
    department, pack, following = read(ROOT / "sample_inputs" / "qinglong-2023-evaluation" / "input.yaml")
    [(name, content)] = published(department, pack, ("docx",)).items()
    found, _, _ = last_published([Source(name, content)], LIBRARY, following)
    lists_come_over(found.department, department)


@pytest.mark.parametrize("sample", ["qiemo-2023-final", "liulin-2023-final", "yangcheng-2024-final"])
def test_a_report_without_its_tables_brings_what_its_sentences_say(sample: str) -> None:
    department, pack, following = read(ROOT / "sample_inputs" / sample / "input.yaml")
    [(name, content)] = published(department, pack, ("docx",)).items()
    bare = with_part(
        content, "word/document.xml", lambda xml: re.sub(r"<w:tbl>.*?</w:tbl>", "", xml, flags=re.DOTALL)
    )
    found, before, reading = last_published([Source(name, bare)], LIBRARY, following)
    assert before is pack and not any(table.key for table in reading.tables)
    assert found.contradictions == []
    mine, theirs = (
        Book(Ledger(each), pack.definitions).figure("财政拨款支出总计").amount
        for each in (department, found.department)
    )
    told = numbers(found.department)
    wrong = {key for key, number in told.items() if abs(number - numbers(department).get(key, 0)) > ROUNDED}
    flagged = "".join(found.doubtful)
    assert all(f"“{schedule}”" in flagged for schedule, _, _ in wrong), wrong
    assert abs(mine - theirs) <= ROUNDED or found.unknown
    assert len(told) > 5


def test_text_and_tables_in_two_files() -> None:
    """The report without its tables, and the tables as a workbook, bring what the whole report brings."""
    department, pack, following = read(ROOT / "sample_inputs" / "liulin-2023-final" / "input.yaml")
    files = published(department, pack, ("docx", "xlsx"))
    sources = [Source(name, content) for name, content in files.items()]
    tables = [source for source in sources if source.name.endswith(".xlsx")]
    assert not last_published(tables, LIBRARY, following)[0].department.line_text("文字", "主要职责")
    found, _, _ = last_published(sources, LIBRARY, following)
    assert found.department.line_text("文字", "主要职责")
    told, more = (
        numbers(last_published(tables, LIBRARY, following)[0].department),
        numbers(found.department),
    )
    assert told.items() <= more.items()  # sentences add counts that no table prints


def test_a_document_of_another_year_is_refused() -> None:
    department, pack, following = read(ROOT / "sample_inputs" / "liulin-2023-final" / "input.yaml")
    [(name, content)] = published(department, pack, ("docx",)).items()
    later, _ = LIBRARY.pack(following.format.replace("2024", "2025"))
    assert later is not None
    with pytest.raises(CannotCarry, match="2023 年度"):
        last_published([Source(name, content)], LIBRARY, later)


def test_a_part_of_the_tables_asks_whether_the_format_is_right() -> None:
    department, pack, following = read(ROOT / "sample_inputs" / "liulin-2023-final" / "input.yaml")
    [(name, content)] = published(department, pack, ("xlsx",)).items()
    book = openpyxl.load_workbook(io.BytesIO(content))
    whole = last_published([Source(name, content)], LIBRARY, following)[0]
    assert not any("--last-format" in text for text in whole.remarks())
    for sheet in book.sheetnames[5:]:
        del book[sheet]
    saved = io.BytesIO()
    book.save(saved)
    part = last_published([Source(name, saved.getvalue())], LIBRARY, following)[0]
    assert any("--last-format" in text for text in part.remarks()), book.sheetnames


@pytest.mark.trial
@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.parent.name)
def test_a_pdf_brings_the_same_figures(path: Path, tmp_path: Path) -> None:
    department, pack, following = read(path)
    if not pack.tables or following is pack or soffice() is None:
        pytest.skip("no tables, no format of the next year, or no LibreOffice")
    [content] = published(department, pack, ("docx",)).values()
    pdf = Source("published.pdf", saved_as(content, "pdf", tmp_path, "docx"))
    comes_over([pdf], department, pack, following)
    found, _, _ = last_published([pdf], LIBRARY, following)
    word, _, _ = last_published([Source("published.docx", content)], LIBRARY, following)
    assert said(found.department) == said(word.department)


def said(department: Department) -> dict[tuple[str, int, str, str], str]:
    """Every text by its cell; LibreOffice drops a comma that hangs over the end of a line, a cell its line breaks."""
    return {
        (name, number, entry.line, column): re.sub(r"\W", "", value.value)
        for name, schedule in department.schedules.items()
        for number, entry in enumerate(schedule.entries)
        for column, value in entry.values.items()
        if isinstance(value.value, str)
    }


@pytest.mark.parametrize(("printed", "is_remainder"), [("2392.58", True), ("2393.57", False)])
def test_a_last_digit_is_a_remainder_and_more_is_a_contradiction(printed: str, is_remainder: bool) -> None:
    """A class of expenditure that the first table prints otherwise than the others; the items are what they were."""
    department, pack, following = read(ROOT / "sample_inputs" / "qiemo-2023-final" / "input.yaml")
    [(name, content)] = published(department, pack, ("docx",)).items()

    def print_otherwise(xml: str) -> str:
        before, tag, tables = xml.partition("<w:tbl>")
        assert ">2392.57</w:t>" in tables
        return before + tag + tables.replace(">2392.57</w:t>", f">{printed}</w:t>", 1)

    changed = with_part(content, "word/document.xml", print_otherwise)
    found, _, _ = last_published([Source(name, changed)], LIBRARY, following)
    assert [bool(found.remainders), bool(found.contradictions)] == [is_remainder, not is_remainder]
    told = next(text for text in found.remainders or found.contradictions if printed in text)
    assert f"印 {printed}" in told and ("2,392.57 万元" in told) is is_remainder
    whole, _, _ = last_published([Source(name, content)], LIBRARY, following)
    assert numbers(found.department).keys() == numbers(whole.department).keys()
    assert whole.remainders == whole.contradictions == []


def test_what_no_table_prints_is_listed_by_its_lines() -> None:
    """The Excel has the tables alone; what the next year asks for and only sentences say is told, and nothing else."""
    department, pack, following = read(ROOT / "sample_inputs" / "qiemo-2023-final" / "input.yaml")
    files = published(department, pack, ("docx", "xlsx"))
    told = {}
    for name, content in files.items():
        found, _, _ = last_published([Source(name, content)], LIBRARY, following)
        told[name[-4:]] = [text for text in found.not_found if "上年决算" in text]
    listed = "机关运行经费（行政单位）、机关运行经费（参照公务员法管理事业单位）、事业单位公用经费"
    assert told == {"docx": [], "xlsx": [f"“相关信息”的“上年决算”（{listed}）"]}


def test_what_last_years_format_did_not_ask_for_is_listed() -> None:
    """The next year asks for a figure of last year that last year's format has no cell for; of lines those that take it."""
    _, pack, following = read(ROOT / "sample_inputs" / "qiemo-2023-final" / "input.yaml")
    wanted = _wanted(pack, following)
    assert _needed([], wanted, following) == []
    of_three = wanted.pop("三公经费")
    assert list(of_three.values()) == ["上年决算"]
    [told] = _needed([], wanted, following)
    assert told.startswith("“三公经费”的“上年决算”（因公出国（境）费、") and "人次" not in told


def test_names_beside_codes_that_no_list_has_come_over() -> None:
    """A code that is in no list keeps the name that the tables print beside it: 项 in its row, 款 among the names."""
    text = (ROOT / "sample_inputs" / "liulin-2023-final" / "input.yaml").read_text(encoding="utf-8")
    text = text.replace("2080799", "2099901").replace("其他就业补助支出", "其他的事")
    loaded = read_input(Source("input.yaml", text.encode()), LIBRARY)
    department, pack = loaded.department, loaded.pack
    assert department is not None and pack is not None
    following, _ = LIBRARY.pack("shanxi/final_accounts/2024")
    assert following is not None
    mine = {entry.text("科目编码"): entry.text("科目名称") for entry in department.schedules["支出"]}
    assert mine["2099901"] == "其他的事"
    [(name, content)] = published(department, pack, ("docx",)).items()
    found, _, _ = last_published([Source(name, content)], LIBRARY, following)
    for each in (found.department, carry(found.department, pack, following).department):
        told = {entry.text("科目编码"): entry.text("科目名称") for entry in each.schedules["支出"]}
        assert told == {"2080101": "", "2099901": "其他的事"}


@pytest.mark.parametrize("sample", ["liulin-2023-final", "yangcheng-2024-final"])
def test_what_each_code_is_for_comes_over(sample: str) -> None:
    department, pack, following = read(ROOT / "sample_inputs" / sample / "input.yaml")
    [(name, content)] = published(department, pack, ("docx",)).items()
    found, _, _ = last_published([Source(name, content)], LIBRARY, following)
    mine, theirs = (
        {entry.text("科目编码"): entry.text("主要用途") for entry in each.schedules["科目用途"]}
        for each in (department, found.department)
    )
    assert theirs == mine and mine
    said = "国内公务接待事由"  # 主要是 stands twice in its sentence
    assert found.department.line_text("文字", said) == department.line_text("文字", said)


def test_projects_of_a_table_of_amounts_come_over_by_name() -> None:
    department, pack, following = read(ROOT / "sample_inputs" / "xingxian-2023-budget" / "input.yaml")
    [(name, content)] = published(department, pack, ("docx",)).items()
    found, _, _ = last_published([Source(name, content)], LIBRARY, following)
    told = names(found.department, "项目", "项目名称", "安排")
    assert set(told) == set(names(department, "项目", "项目名称", "安排")) and len(told) > 40
    assert not found.department.schedules["项目"].entries[0].text("科目编码")  # no table prints it


def test_only_what_is_brought_is_to_be_checked_and_by_its_new_name() -> None:
    """A sum that stands for two lines is told with the cell of the new year, and only where that has the cell."""
    department, pack, following = read(ROOT / "sample_inputs" / "qiemo-2023-final" / "input.yaml")
    [(name, content)] = published(department, pack, ("docx",)).items()
    bare = with_part(
        content, "word/document.xml", lambda xml: re.sub(r"<w:tbl>.*?</w:tbl>", "", xml, flags=re.DOTALL)
    )
    found, _, _ = last_published([Source(name, bare)], LIBRARY, following)
    cells = {
        (spec.name, column.name) for spec in following.inputs.schedules for column in spec.number_columns
    }
    doubts = [text for text in found.doubtful if "放在“" in text]
    assert doubts
    for text in doubts:
        for schedule, column in re.findall(r"“([^”]+)”[^“”]*?的“([^”]+)”", text):
            assert (schedule, column) in cells, text
    assert any("材料里没有表" in text for text in found.doubtful)
