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
from gongkai.plans.form_plan import FormBinding
from gongkai.sections.code_names import CodeNames
from gongkai.sections.form_tables import ITEM, RECORD
from gongkai.sections.narrative import Templates
from gongkai.sections.vocabulary import make_filters, make_names
from tests.support.library import LIBRARY

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


@pytest.mark.parametrize("format", [name for name in FORMATS if pack_of(name).forms])
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
