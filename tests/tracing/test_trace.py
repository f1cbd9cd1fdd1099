"""What `gongkai trace` says is true: cells add up to what is printed, and a cell counts where a change shows."""

from __future__ import annotations

import io
import json
import random
import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from gongkai import pipeline
from gongkai.filling.fill import fill_workbook
from gongkai.source import Source
from gongkai.tracing.printed import Printed
from gongkai.tracing.question import Answer, Meant, Tracer
from gongkai.tracing.telling import as_data, lines
from tests.conftest import ROOT
from tests.filling.exported import source
from tests.filling.test_fill import blank, exports_of
from tests.support.library import LIBRARY

SAMPLES = sorted(path.parent.name for path in ROOT.glob("sample_inputs/*/input.xlsx"))
assert len(SAMPLES) == 5
LIULIN = "liulin-2023-final"
SEED = 14
WAN = Decimal(10_000)


def workbook(sample: str) -> Path:
    return ROOT / "sample_inputs" / sample / "input.xlsx"


def tracer_of(given: Source) -> Tracer:
    checked = pipeline.check(given, LIBRARY)
    assert checked.subject is not None
    document = pipeline.compose(checked)
    assert document is not None
    return Tracer(checked.subject, document, given)


@lru_cache(maxsize=2)
def tracer(sample: str) -> Tracer:
    return tracer_of(Source.from_path(workbook(sample)))


def ask(what: str, sample: str = LIULIN) -> Answer:
    return tracer(sample).ask(what)


def told(what: str, sample: str = LIULIN) -> str:
    return "\n".join(lines(ask(what, sample), tracer(sample)))


def data(what: str, sample: str = LIULIN) -> dict[str, Any]:
    whole = as_data(what, ask(what, sample), tracer(sample), "input.xlsx")
    return dict(json.loads(json.dumps(whole, ensure_ascii=False)))


def half_up(value: Decimal, decimals: int) -> Decimal:
    shown = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return shown or abs(shown)


class Adder:
    """Computes figures of the JSON again from the workbook, as openpyxl reads it."""

    def __init__(self, sample: str) -> None:
        self.sheets = openpyxl.load_workbook(workbook(sample), data_only=True)
        self.figures: list[dict[str, Any]] = []
        rows = self.sheets["单位信息"].iter_rows(values_only=True)
        units = [row[1] for row in rows if str(row[0] or "").startswith("金额单位")]
        self.factor = WAN if units == ["万元"] else Decimal(1)
        assert units in (["元"], ["万元"])

    def cell(self, place: dict[str, Any]) -> Decimal:
        typed = Decimal(str(self.sheets[place["sheet"]][place["cell"]].value).replace(",", ""))
        return typed * self.factor if place["unit"] == "元" else typed

    def value(self, number: int) -> Decimal:  # noqa: PLR0911  # one answer for each step
        figure = self.figures[number]
        terms = [self.value(term) for term in figure["terms"]]
        step = figure["step"]
        if step == "合计":
            return sum(map(self.cell, figure["cells"]), Decimal(0))
        if step == "个数":
            places = (
                (place["sheet"], place["cell"].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
                for place in figure["cells"]
            )
            return Decimal(len(set(places)))
        if step == "常数":
            return Decimal(figure["formula"])
        if step == "引用":
            return terms[0]
        first, second, *others = terms
        if step in ("+", "-", "*"):
            return {"+": first + second, "-": first - second, "*": first * second}[step]
        if step in ("/", "占比", "完成率"):
            return first / second if second else Decimal(0)
        if step in ("较小", "较大"):
            return min(first, second) if step == "较小" else max(first, second)
        if step == "变动额":
            return abs(first - second)
        if step in ("变动率", "差异率"):
            change = (first - second) / abs(second) if second else Decimal(0)
            return abs(change) if step == "变动率" else change
        assert step == "尾差占比", step
        shown = [half_up(part / second * 100, 2) for part in others]
        return (half_up(sum([first, *others]) / second * 100, 2) - sum(shown, Decimal(0))) / 100


def asked_for(printed: Printed) -> Callable[[dict[str, Any]], bool]:
    return lambda place: bool(place["text"] == printed.text and place["place"] == printed.place)


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_printed_place_is_found_again_and_its_cells_add_up_to_it(sample: str) -> None:
    adder = Adder(sample)
    numbers = [printed for printed in tracer(sample).printed if printed.number is not None]
    derived = [printed for printed in numbers if printed.number is not None and printed.number.unit == "%"]
    assert len(numbers) > 60
    some = random.Random(SEED)
    chosen = [*some.sample(numbers, 40), *some.sample(derived, min(12, len(derived)))]
    added = 0
    for printed in chosen:
        found = data(printed.place, sample)
        [place, *_] = filter(asked_for(printed), found["asked"])
        if "figure" not in place:  # a place by which several are called: then they are listed
            assert len(found["asked"]) > 1
            continue
        adder.figures = found["figures"]
        value = adder.value(place["figure"])
        assert printed.number is not None
        scaled = {"万元": value / WAN, "%": value * 100}.get(printed.number.unit, value)
        assert half_up(scaled, printed.number.decimals) == printed.number.value, (printed.place, found)
        added += 1
    assert added > len(chosen) / 2


def edited(sample: str, sheet: str, cell: str, change: Callable[[Decimal], Decimal | int]) -> bytes:
    book = openpyxl.load_workbook(workbook(sample))
    book[sheet][cell].value = change(Decimal(str(book[sheet][cell].value)))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def changed_by(sample: str, sheet: str, cell: str) -> set[str]:
    """Where the report prints something else once a cell of the workbook has grown."""
    after = tracer_of(source("input.xlsx", edited(sample, sheet, cell, lambda typed: typed * 3)))
    keyed = [
        {
            re.sub(r"[\d.,]+", "#", f"{each.section}|{place}|{each.number is None}"): each.text
            for place, each in numbered(found.printed)
        }
        for found in (tracer(sample), after)
    ]
    assert len(keyed[0]) > 100
    return {key for key in keyed[0].keys() & keyed[1].keys() if keyed[0][key] != keyed[1][key]}


def numbered(printed: tuple[Printed, ...]) -> list[tuple[str, Printed]]:
    seen: dict[str, int] = {}
    found = []
    for each in printed:
        name = each.origin.derivation.name if each.origin is not None else ""
        key = f"{each.place}|{name}" if "“" not in each.place else f"{each.section}|{name}"
        seen[key] = seen.get(key, 0) + 1
        found.append((f"{key}|{'一' * seen[key]}", each))
    return found


@pytest.mark.parametrize(("sheet", "cell"), [("支出", "J7"), ("收入", "L8"), ("三公经费", "D8")])
def test_a_cell_counts_wherever_a_change_of_it_shows(sheet: str, cell: str) -> None:
    answer = ask(f"{sheet}!{cell}")
    assert (
        answer.kind is Meant.INPUT_CELL
        and answer.cell is not None
        and answer.cell.called == f"{sheet}!{cell}"
    )
    counted = set(answer.found)
    named = {
        re.sub(r"[\d.,]+", "#", f"{each.section}|{place}|{each.number is None}")
        for place, each in numbered(tracer(LIULIN).printed)
        if each in counted
    }
    shown = changed_by(LIULIN, sheet, cell)
    assert shown and shown <= named, shown - named
    assert len(shown) > len(named) / 3


def test_a_zero_and_what_is_only_held_against_sums() -> None:
    found = tracer_of(source("input.xlsx", edited(LIULIN, "收入", "L8", lambda _: 0)))
    answer = found.ask("收入!L8")
    assert answer.found and answer.cell is not None and answer.cell.value == 0
    for nothing in ("支出!Z999", "支出!O7"):  # outside the table; a total that the workbook works out
        assert "没有从这里取数：没有填，或者是灰色的格" in told(nothing)
    assert "没有填过数的工作表“指出”" in told("指出!A1") and "支出" in ask("指出!A1").nearest


def test_a_text_of_several_paragraphs_is_printed_where_each_of_them_is() -> None:
    cell = next(cell for cell in tracer(LIULIN).cells.values() if cell.place.path == "文字/主要职责")
    assert isinstance(cell.value, str)
    paragraphs = [line for line in cell.value.splitlines() if line.strip()]
    answer = ask(cell.called)
    assert len(paragraphs) > 5 and len(answer.found) >= len(paragraphs) and not answer.remark


def test_a_text_cell_says_where_it_is_printed() -> None:
    cell = next(cell for cell in tracer(LIULIN).cells.values() if cell.place.path == "单位信息/单位名称")
    answer = ask(cell.called)
    assert answer.found and all(cell.value in printed.text for printed in answer.found)


def cell_of(path: str, sample: str = LIULIN) -> str:
    return next(cell.called for cell in tracer(sample).cells.values() if cell.place.path == path)


def test_a_text_is_told_where_its_own_cell_is_printed_not_where_the_same_words_stand() -> None:
    """档案室 stands within a list; 产出指标 in 85 places, of which the cell prints one."""
    qiemo = "qiemo-2023-final"
    (within,) = ask(cell_of("机构/内设处室/档案室/机构名称", qiemo), qiemo).found
    assert "稽核科、基金财务科、档案室、教务科" in within.text
    path = "绩效指标/2023年中央财政就业补助资金/经济效益指标/年末高校毕业生总体就业率/一级指标"
    answer = ask(cell_of(path))
    assert [(printed.text, answer.how) for printed in answer.found] == [("效益指标", "照印在")]
    chosen = told(cell_of("核对数/基本支出经济分类/决算/栏目"))
    assert "正文和表里也没有照印" in chosen


def test_a_number_that_nothing_is_computed_from_says_what_changes_with_it() -> None:
    answer = ask(cell_of("单位信息/年度"))
    assert answer.how == "影响" and sum("2023" in each.text for each in answer.found) > 20


@pytest.mark.parametrize(
    "sample", [name if name == LIULIN else pytest.param(name, marks=pytest.mark.trial) for name in SAMPLES]
)
def test_what_a_text_prints_is_gone_where_the_text_is_another(sample: str) -> None:
    """Some texts by seed: the places that are told are those where another text of the cell shows in a report made anew."""
    known = tracer(sample)
    given = Source.from_path(workbook(sample))
    book = openpyxl.load_workbook(io.BytesIO(given.content))
    chance = random.Random(SEED)
    cells = [cell for cell in known.cells.values() if isinstance(cell.value, str) and len(cell.value) > 30]
    for cell in chance.sample(cells, 2):
        sheet = book[cell.place.sheet]
        before = sheet[cell.place.cell].value
        sheet[cell.place.cell].value = f"甲乙丙丁{before}"
        packed = io.BytesIO()
        book.save(packed)
        sheet[cell.place.cell].value = before
        other = tracer_of(Source(given.name, packed.getvalue()))
        texts = [item.printed.text for item in other.in_tables] + [item.text for item in other.sentences]
        first = [printed for printed in known.ask(cell.called).found if cell.value[:8] in printed.text]
        assert len(first) == sum("甲乙丙丁" in text for text in texts), cell.called


def test_words_are_found_where_somebody_typed_them() -> None:
    named = ask("单位名称")
    assert named.cell is not None and named.cell.place.path == "单位信息/单位名称"
    assert {printed.place for printed in named.found} >= {"封面", "公开01表 表题或表注"}
    again = ask("核定行政编制11名")
    assert again.found or again.cell is not None
    assert "填在输入的" in told("柳林县人力资源和社会保障局")


@pytest.mark.parametrize("sample", ["liulin-2023-final", "xingxian-2023-budget"])
def test_a_blank_place_is_not_listed_among_others(sample: str) -> None:
    """What is zero is left blank in many tables: 上级补助收入 万元 without a number says nothing."""
    labels = {label for item in tracer(sample).in_tables for label in item.filled.labels if label.strip()}
    blank = {
        label
        for item in tracer(sample).in_tables
        if item.printed.origin is not None and not item.printed.text.strip()
        for label in item.filled.labels
        if label in labels
    }
    for label in sorted(blank)[:6]:
        found = ask(label, sample).found
        texts = [printed.text.strip() for printed in found]
        assert all(texts) or not any(texts), (sample, label)
        assert not re.search(r"(?m)\t万元(\t|$)", told(label, sample))


def test_a_line_of_a_text_form_is_a_cell() -> None:
    given = Source.from_path(workbook(LIULIN).with_suffix(".yaml"))
    found = tracer_of(given)
    filled = next(cell for cell in found.cells.values() if cell.unit and cell.value)
    answer = found.ask(f"第 {filled.place.line} 行第 {filled.place.column} 列")
    assert answer.cell == filled and answer.found


def test_names_of_figures_and_formulas_of_them() -> None:
    assert data("支出总计")["figures"][0]["value"] == "19550300"
    assert "19,550,300 元" in told("本年支出合计")
    assert data("人员经费[经济科目=30109]")["figures"][0]["cells"][0]["cell"] == "C12"
    assert data("基本支出/本年支出合计")["figures"][0]["step"] == "/"
    assert "不能按“经济分类”来分" in told("人员经费[经济分类=30109]")
    assert "既有金额又有个数" in told("三公经费")


def test_one_place_several_places_and_none() -> None:
    one = ask("公开01表 31行 金额")
    assert one.kind is Meant.TABLE_CELL and one.whole and [each.text for each in one.found] == ["1955.03"]
    assert ask("公开01表 总计 金额").whole is False and "请写得具体些" in told("公开01表 总计 金额")
    assert ask("公开03表 208 基本支出").found == ask("三、支出决算表 208 基本支出").found
    assert "请再写行和栏" in told("公开01表") and ask("公开01表").nearest
    assert "没有“99行 金额”这样的行和栏" in told("公开01表 99行 金额")
    several = ask("下降")
    assert several.kind is Meant.WORDS and not several.whole and len(several.found) > 4
    assert {each.text for each in several.found} == {"下降"}
    nothing = ask("三公经费合记")
    assert nothing.kind is Meant.NOTHING and "三公经费合计" in nothing.nearest
    assert "没有找到" in told("三公经费合记")
    for empty in ("", "  ", "\u3000"):
        assert ask(empty).kind is Meant.NOTHING and told(empty).startswith("没有找到")
    assert "这些文字里没有算出来的数" in told("负责人事管理") or ask("负责人事管理").kind is Meant.NOTHING


def test_words_of_a_sentence_with_or_without_commas() -> None:
    words = next(printed for printed in tracer(LIULIN).printed if printed.text == "下降")
    clause = words.place.partition(" “")[2].removesuffix("”")
    assert clause == "下降32.45%"
    sentence = ask("收入总计减少939.18万元,下降32.45%")
    assert [each.text for each in sentence.found][:4] == ["减少", "939.18", "下降", "32.45"]
    for what in ("1955.03", "1,955.03", "1955.03万元"):
        assert len(ask(what).found) == len(ask("1955.03").found) > 20
    assert not [each for each in ask("32.45%").found if each.unit != "%"]


def test_what_exports_filled_in_says_so() -> None:
    filled = fill_workbook(source("blank.xlsx", blank(LIULIN)), exports_of(LIULIN), LIBRARY)
    assert filled.content is not None
    found = tracer_of(source("blank.xlsx", filled.content))
    said = [cell for cell in found.cells.values() if cell.filled_from]
    assert len(said) > 10 and not any(cell.changed for cell in said)
    [cell] = [
        each
        for each in said
        if each.place.path.startswith("支出/2080101")
        and each.place.path.endswith("决算/基本支出")
        and each.value == 2834240
    ]
    assert (
        "从导出表填入：" in "\n".join(lines(found.ask(cell.called), found))
        and ".xls" in cell.filled_from[0].file
    )
    book = openpyxl.load_workbook(io.BytesIO(filled.content))
    book[cell.place.sheet][cell.place.cell].value = 1
    buffer = io.BytesIO()
    book.save(buffer)
    again = tracer_of(source("blank.xlsx", buffer.getvalue()))
    assert [each.called for each in again.cells.values() if each.changed] == [cell.called]


def test_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    from typer.testing import CliRunner

    from gongkai.app.main import app

    path = str(workbook(LIULIN))
    done = CliRunner().invoke(app, ["trace", path, "公开01表", "31行", "金额"])
    assert done.exit_code == 0 and "印出：1955.03万元（公开01表 31行 金额）" in done.stdout
    assert CliRunner().invoke(app, ["trace", path, "没有这样的东西"]).exit_code == 1
    whole = json.loads(CliRunner().invoke(app, ["trace", path, "支出总计", "--json"]).stdout)
    assert whole["kind"] == "数的名称" and list(whole)[:4] == ["input", "what", "kind", "remark"]
    assert CliRunner().invoke(app, ["trace", str(ROOT / "没有.xlsx"), "支出"]).exit_code == 2


def test_a_cell_counts_in_the_charts_too() -> None:
    """A figure of a chart is told as one of a table or a sentence is."""
    path = ROOT / "tests/formats/sichuan/input.yaml"
    found = tracer_of(Source.from_path(path))
    drawn = [printed for printed in found.printed if printed.section.startswith("图")]
    assert len(drawn) == 20
    assert "图3：支出决算结构图 项目支出 本年支出" in {printed.place for printed in drawn}
    assert all(printed.origin is not None and printed.origin.sources for printed in drawn)
