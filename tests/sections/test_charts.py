"""Charts from plan × book: the printed figures of the tables, largest first, and nothing where nothing is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from gongkai import pipeline
from gongkai.maintenance.invented_department import Scenario, synthetic
from gongkai.model.book import Book
from gongkai.model.expression import parse_expression
from gongkai.model.ledger import Ledger
from gongkai.packs.inheritance import NarrativeFile
from gongkai.packs.pack import Pack
from gongkai.plans.binding import Binding
from gongkai.plans.chart_plan import ChartPlan, ChartRule, ChartSeries
from gongkai.sections.charts import ChartComposer
from gongkai.sections.code_names import CodeNames
from gongkai.sections.compose import compose_document
from gongkai.sections.narrative import Templates
from gongkai.sections.printing import Printer
from gongkai.tree.keys import nodes
from gongkai.tree.nodes import Chart, ChartKind, Digest, Document, Number, PageBreak, Paragraph
from tests.conftest import ROOT
from tests.support.library import check_file, load_pack

SICHUAN = ROOT / "tests/formats/sichuan/input.yaml"
SAMPLES = sorted(ROOT.glob("sample_inputs/*/input.yaml"))


@cache
def document_of(path: Path) -> Document:
    document = pipeline.compose(check_file(path))
    assert document is not None
    return document


def digest_of(path: Path) -> Digest:
    make = document_of(path).digest
    assert make is not None
    return make()


def pack_of(format: str) -> Pack:
    pack, faults = load_pack(format)
    assert pack is not None, faults
    return pack


def composer(pack: Pack, scenario: Scenario = Scenario.TYPICAL) -> ChartComposer:
    department = synthetic(pack, scenario)
    book = Book(Ledger(department), pack.definitions)
    names = CodeNames(department, pack.classification)
    return ChartComposer(book, names, Printer(pack), lambda text: text)


def plan(kind: ChartKind, *figures: str, **more: object) -> ChartPlan:
    bindings = tuple(Binding(parse_expression(figure), figure) for figure in figures)
    made = ChartPlan("试", "试", kind, figures, (ChartSeries("数", bindings),))
    return replace(made, **more)  # type: ignore[arg-type]


def numbers(chart: Chart) -> Iterator[Number]:
    for series in chart.series:
        yield from series.values
        yield from series.shares


def test_the_seven_charts_of_sichuan_stand_where_its_text_has_them() -> None:
    document = document_of(SICHUAN)
    before = {
        block.title: document.blocks[place - 1]
        for place, block in enumerate(document.blocks)
        if isinstance(block, Chart)
    }
    assert [title[:3] for title in before] == [f"图{number}：" for number in range(1, 8)]
    spoken = [block.text for block in before.values() if isinstance(block, Paragraph)]
    assert len(spoken) == 7
    for chart, said in zip(document.charts, spoken, strict=True):
        assert any(number.text in said for number in numbers(chart)), chart.title


def test_what_a_chart_shows_of_this_year_its_tables_show_too() -> None:
    """The same input cells give the same printed amount."""
    document = document_of(SICHUAN)
    printed: dict[frozenset[object], set[Decimal]] = {}
    for table in document.tables:
        for row in table.rows:
            for cell in row.cells:
                if cell.number is not None and cell.number.sources:
                    printed.setdefault(frozenset(cell.number.sources), set()).add(cell.number.value)
    found = 0
    for chart in document.charts:
        for number in numbers(chart):
            if number.unit == "万元" and (same := printed.get(frozenset(number.sources))):
                assert number.value in same, (chart.title, number)
                found += 1
    assert found >= 9


@pytest.mark.parametrize("path", [*SAMPLES, SICHUAN], ids=lambda path: path.parent.name)
def test_every_figure_of_chart_and_digest_leads_back_to_cells(path: Path) -> None:
    document = document_of(path)
    assert document.digest is not None
    digest = document.digest()
    charts = [*document.charts, *digest.charts]
    runs = [run.number for said in digest.sentences for run in said.runs if run.number is not None]
    shown = [number for chart in charts for number in numbers(chart)] + runs
    shown += [figure.number for figure in digest.figures]
    assert len(shown) > 15 and len(digest.figures) == 4 and len(digest.sentences) == 3
    for number in shown:
        assert number.origin is not None
        assert number.sources or not number.value, number
    # Nothing is typed: each number in a sentence is a figure of the book, but the year that begins it.
    for said in digest.sentences:
        typed = "".join(run.text for run in said.runs if run.number is None)
        assert not any(char.isdigit() for char in typed.replace(digest.title[:4], "")), typed


@pytest.mark.parametrize("path", [*SAMPLES, SICHUAN], ids=lambda path: path.parent.name)
def test_the_page_says_what_the_report_says(path: Path) -> None:
    """Amounts and rates on the page are printed in the report too, in its tables or its prose."""
    document = document_of(path)
    texts = {block.text for block in document.blocks if isinstance(block, Paragraph)}
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    spelt = "\n".join([*texts, *(cell.text for cell in cells)]).replace(",", "")
    for figure in digest_of(path).figures:
        if figure.number.unit == "万元":
            assert figure.number.text.replace(",", "") in spelt, figure.label


def test_largest_first_and_the_smallest_together() -> None:
    path = next(path for path in SAMPLES if "qiemo" in path.parent.name)
    checked = check_file(path)
    assert checked.subject is not None
    pack, book = checked.subject.pack, checked.subject.book
    made = ChartComposer(
        book, CodeNames(checked.subject.department, pack.classification), Printer(pack), lambda text: text
    )
    spent = parse_expression("本年支出合计")
    series = (ChartSeries("支出", (Binding(spent, "本年支出合计"),)),)
    whole = ChartPlan("试", "支出", ChartKind.BARS, (), series, ChartRule(spent, "科目", 3))
    every = made.compose(whole)
    assert every is not None and len(every.categories) == 6
    values = [number.value for number in every.series[0].values]
    assert values == sorted(values, reverse=True)
    few = made.compose(replace(whole, rule=ChartRule(spent, "科目", 3, 4, "其他各类")))
    assert few is not None and few.categories == (*every.categories[:3], "其他各类")
    rest = few.series[0].values[3]
    origin = every.series[0].values[3:]
    assert rest.origin is not None and {*rest.sources} == {
        place for number in origin for place in number.sources
    }
    assert abs(rest.value - sum(number.value for number in origin)) <= Decimal("0.02")
    cut = made.compose(replace(whole, rule=ChartRule(spent, "科目", 3, 4)))
    assert cut is not None and cut.title == "支出（前4项，共6项）" and cut.categories == every.categories[:4]


def test_nothing_to_be_seen_is_no_chart_but_a_sentence_if_the_format_has_one() -> None:
    pack = pack_of("sichuan/final_accounts/2023")
    assert composer(pack, Scenario.ZERO).compose(plan(ChartKind.PIE, "基本支出", "项目支出")) is None
    department = synthetic(pack, Scenario.ZERO)
    document = compose_document(pack, department, Book(Ledger(department), pack.definitions)).document
    assert document is not None and document.charts == ()
    said = [
        block.text
        for block in document.blocks
        if isinstance(block, Paragraph) and block.text.startswith("（图")
    ]
    assert len(said) == 7 and said[2] == "（图3：支出决算结构图：本年没有支出，不作图）"


def test_a_pie_leaves_out_zeros_and_is_bars_where_a_figure_is_negative() -> None:
    pack = pack_of("sichuan/final_accounts/2023")
    made = composer(pack)
    whole = Binding(parse_expression("本年支出合计"), "本年支出合计")
    pie = made.compose(plan(ChartKind.PIE, "基本支出", "基本支出 - 基本支出", whole=whole))
    assert pie is not None and pie.kind is ChartKind.PIE and pie.categories == ("基本支出",)
    assert len(pie.series[0].shares) == 1
    bars = made.compose(plan(ChartKind.PIE, "基本支出", "基本支出 - 本年支出合计", whole=whole))
    assert bars is not None and bars.kind is ChartKind.BARS and len(bars.categories) == 2
    assert bars.series[0].values[1].value < 0 and bars.series[0].shares == ()


def test_units_print_as_their_printers_do() -> None:
    made = composer(pack_of("hebei/self_evaluation/2023"))
    figure = made.book.figure("自评项目个数")
    assert made.number(figure, "个").decimals == 0 and made.number(figure, "个").unit == "个"
    rate = made.book.expression(parse_expression("整体决算 / 整体全年预算"), "执行率")
    assert made.number(rate, "%").unit == "%" and made.number(rate, "%").value == round(rate.amount * 100, 2)
    assert made.number(made.book.figure("整体决算"), "元").unit == "元"
    assert made.number(made.book.figure("部门整体自评得分"), "分").unit == "分"


def test_keys_name_category_and_series() -> None:
    keys = {node.key: node for node in nodes(document_of(SICHUAN))}
    assert keys["图3支出结构/标题"].text == "图3：支出决算结构图"
    assert keys["图3支出结构/项目支出/本年支出"].text == "1,671.61万元"
    assert keys["图3支出结构/项目支出/占比"].text == "85.50%"
    assert keys["图1收支总计/2022年度/收入总计"].kind == "图中数"


def test_what_a_user_types_places_no_chart() -> None:
    pack = pack_of("sichuan/final_accounts/2023")
    pack = replace(pack, narrative={"试": NarrativeFile("@图 甲\n{{甲}}", "试.j2")})
    placed: list[str] = []

    def chart(name: str) -> list[PageBreak]:
        placed.append(name)
        return [PageBreak()]

    blocks = Templates(pack, {}).blocks("试", {"甲": "@图 乙"}, "k", chart)
    assert placed == ["甲"]
    assert (
        isinstance(blocks[0], PageBreak) and isinstance(blocks[1], Paragraph) and blocks[1].text == "@图 乙"
    )
