"""Forms: a cell that the plan binds prints that figure of its record, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from gongkai.maintenance.invented_department import Scenario, synthetic
from gongkai.model.book import Book, Figure
from gongkai.model.ledger import Ledger
from gongkai.packs.compilers.form_plans import form_plan
from gongkai.packs.pack import Form, FormRow, Pack
from gongkai.plans.form_plan import FormBinding, FormPlace
from gongkai.sections.code_names import CodeNames
from gongkai.sections.form_tables import ITEM, RECORD
from gongkai.sections.narrative import Templates
from gongkai.sections.vocabulary import make_filters, make_names
from gongkai.tree.nodes import Run
from tests.support.library import LIBRARY
from tests.support.parts import newest

FORMATS = sorted(LIBRARY.formats())


def pack_of(format: str) -> Pack:
    pack, _ = LIBRARY.pack(format)
    assert pack is not None
    return pack


def figure(binding: FormBinding, names: Mapping[str, Any], book: Book) -> Figure:
    of = names[binding.scope].数(binding.name) if binding.scope else book.figure(binding.name)
    return of.narrowed(binding.where)


def copies(templates: Templates, form: Form, names: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if not form.each:
        yield names
    else:
        for record in templates.value(form.each, names, form.location):
            yield {**names, RECORD: record, "序": 1}


def rows(templates: Templates, row: FormRow, names: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if not row.when or templates.value(row.when, names, row.location):
        if not row.repeat:
            yield names
        else:
            for number, item in enumerate(templates.value(row.repeat, names, row.location), 1):
                yield {**names, ITEM: item, "行号": number}


@pytest.mark.parametrize("format", newest([name for name in FORMATS if pack_of(name).forms]))
def test_bound_cells_print_their_figure(format: str) -> None:
    pack = pack_of(format)
    department = synthetic(pack, Scenario.TYPICAL)
    book = Book(Ledger(department), pack.definitions)
    filters = make_filters(pack)
    templates = Templates(pack, filters)
    every = dict(make_names(pack, department, book, CodeNames(department, pack.classification)))
    seen = 0
    for form in pack.forms.values():
        for place, binding in form_plan(form).bound:
            row = form.rows[place.row]
            for copy in copies(templates, form, every):
                for names in rows(templates, row, copy):
                    (run,) = templates.runs(row.cells[place.cell].text, names, row.location)
                    assert run.number is not None
                    style = (binding.style,) if binding.style else ()
                    expected = filters[binding.printed](figure(binding, names, book), *style)
                    assert (run.text, run.number) == (str(expected), expected.runs[0].number)
                    seen += 1
    assert seen or not any(form_plan(form).bound for form in pack.forms.values())


def not_one_to_one(form: Form, texts: Mapping[FormPlace, list[Run]]) -> list[str]:
    """What keeps the plan of a form from being turned round, in words."""
    plan = form_plan(form)
    figures = [binding for _, binding in plan.bound]
    found = [f"一数几格：{binding.name}" for binding in dict.fromkeys(figures) if figures.count(binding) > 1]
    for place in plan.unbound:
        runs = texts.get(place, [])
        if any(run.number is not None for run in runs):
            what = "几个数" if len([run for run in runs if run.number]) > 1 else "不是单独一个数"
            found.append(f"{what}：第 {place.row + 1} 行第 {place.cell + 1} 格")
    return found


def test_what_is_not_one_to_one() -> None:
    told: dict[str, list[str]] = {}
    for format in FORMATS:
        pack = pack_of(format)
        parent = pack_of(pack.chain[-2]) if len(pack.chain) > 1 else None
        for form in pack.forms.values():
            if parent is not None and parent.forms.get(form.key) == form:
                continue  # what a format has from its parent is said there once
            if found := not_one_to_one(form, printed_cells(pack, form)):
                told[f"{format} {form.key}"] = found
    assert told == NOT_ONE_TO_ONE


def printed_cells(pack: Pack, form: Form) -> dict[FormPlace, list[Run]]:
    """What the template cells of a form print for a typical department, each in the first of its rows."""
    department = synthetic(pack, Scenario.TYPICAL)
    book = Book(Ledger(department), pack.definitions)
    templates = Templates(pack, make_filters(pack))
    every = dict(make_names(pack, department, book, CodeNames(department, pack.classification)))
    found: dict[FormPlace, list[Run]] = {}
    for copy in copies(templates, form, every):
        for place in form_plan(form).unbound:
            row = form.rows[place.row]
            for names in rows(templates, row, copy):
                found.setdefault(place, list(templates.runs(row.cells[place.cell].text, names, row.location)))
    return found


def test_most_figures_of_forms_are_bound() -> None:
    """What prints a figure by one of the four filters alone is bound, and the same figure is found back in its cell."""
    bound = 0
    for format in FORMATS:
        for form in pack_of(format).forms.values():
            plan = form_plan(form)
            bound += len(plan.bound)
            assert not {place for place, _ in plan.bound} & set(plan.unbound)
            for place, binding in plan.bound:
                assert plan.binding(place.row, place.cell) == binding
                assert place in list(plan.cells(binding))
    assert bound >= 50


# A new entry here is a cell of a form that cannot be read back as one figure: think before adding one.
NOT_ONE_TO_ONE: dict[str, list[str]] = {
    "shanxi/budget/2023 项目支出绩效目标申报表": [
        "不是单独一个数：第 4 行第 3 格",
        "不是单独一个数：第 4 行第 5 格",
        "不是单独一个数：第 5 行第 2 格",
        "不是单独一个数：第 6 行第 2 格",
        "不是单独一个数：第 7 行第 2 格",
        "不是单独一个数：第 7 行第 4 格",
        "不是单独一个数：第 8 行第 2 格",
        "不是单独一个数：第 9 行第 2 格",
    ],
    "shanxi/final_accounts/2023 转移支付绩效目标自评表": [
        "不是单独一个数：第 5 行第 4 格",
        "不是单独一个数：第 6 行第 4 格",
        "不是单独一个数：第 7 行第 4 格",
        "不是单独一个数：第 8 行第 4 格",
    ],
    "shanxi/final_accounts/2024 转移支付绩效目标自评表": [
        "不是单独一个数：第 5 行第 4 格",
        "不是单独一个数：第 6 行第 2 格",
        "不是单独一个数：第 6 行第 3 格",
        "不是单独一个数：第 6 行第 4 格",
    ],
    "shanxi/final_accounts/2024 项目支出绩效自评表": [
        "不是单独一个数：第 5 行第 7 格",
        "不是单独一个数：第 5 行第 8 格",
        "不是单独一个数：第 6 行第 2 格",
        "不是单独一个数：第 6 行第 3 格",
        "不是单独一个数：第 6 行第 4 格",
        "不是单独一个数：第 6 行第 5 格",
        "不是单独一个数：第 6 行第 6 格",
        "不是单独一个数：第 6 行第 7 格",
        "不是单独一个数：第 10 行第 8 格",
        "不是单独一个数：第 11 行第 2 格",
    ],
    "xinjiang/final_accounts/2023 部门整体支出绩效目标自评表": [
        "不是单独一个数：第 3 行第 6 格",
    ],
    "xinjiang/final_accounts/2023 项目支出绩效自评表": [
        "不是单独一个数：第 4 行第 6 格",
        "不是单独一个数：第 4 行第 7 格",
        "不是单独一个数：第 10 行第 12 格",
        "不是单独一个数：第 11 行第 2 格",
    ],
}
