"""What a printed figure says of itself is enough to compute it again from the cells that it names.

The evaluator here knows the workbook (by openpyxl) and what a derivation says; it imports neither the book nor the
ledger, and rounds and compares by itself.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import openpyxl
import pytest

from gongkai import pipeline
from gongkai.derivation import Derivation, Derived, Origin, Step
from gongkai.findings import Location
from gongkai.tree.nodes import Document, Number, Paragraph, Table
from tests.support.library import check_file

ROOT = Path(__file__).parents[2]
SAMPLES = sorted(path.parent.name for path in (ROOT / "sample_inputs").glob("*/input.xlsx"))
assert len(SAMPLES) == 5
SEED, MANY = 20261130, 50
WAN = Decimal(10000)


def half_up(value: Decimal, decimals: int) -> Decimal:
    shown = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return shown or abs(shown)


class Evaluator:
    """Applies what derivations state to the cells of one workbook."""

    def __init__(self, path: Path) -> None:
        self.sheets = openpyxl.load_workbook(path, data_only=True)

    def cell(self, place: Location) -> Decimal:
        value = self.sheets[place.sheet][place.cell].value
        return Decimal(str(value).replace(",", ""))

    def value(self, origin: Origin) -> Decimal:
        said = origin.derivation
        if said.step is Step.SUM:
            return sum((self.cell(cell.location) for cell in said.cells), Decimal(0))
        if said.step is Step.COUNT:
            return Decimal(
                len(
                    {
                        (at.sheet, at.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
                        for at in (cell.location for cell in said.cells)
                    }
                )
            )
        if said.step is Step.CONSTANT:
            return Decimal(said.formula)
        return self.joined(said, [self.value(term) for term in said.terms])

    def joined(self, said: Derivation, terms: list[Decimal]) -> Decimal:  # noqa: PLR0911, PLR0912  # one branch for each step
        if said.step is Step.SAME:
            return terms[0]
        first, second, *others = terms
        alike = self.wan(first, said) == self.wan(second, said)
        change = Decimal(0) if alike else first - second
        match said.step:
            case Step.ADD:
                return first + second
            case Step.SUBTRACT:
                return first - second
            case Step.MULTIPLY:
                return first * second
            case Step.DIVIDE | Step.RATIO:
                return first / second if second else Decimal(0)
            case Step.LESSER:
                return min(first, second)
            case Step.GREATER:
                return max(first, second)
            case Step.CHANGE:
                if change and not self.wan(change, said):
                    return abs(self.wan(first, said) - self.wan(second, said)) * WAN
                return abs(change)
            case Step.RATE:
                return abs(change) / abs(second) if self.wan(second, said) else Decimal(0)
            case Step.DEVIATION:
                return change / abs(second) if self.wan(second, said) else Decimal(0)
            case Step.ATTAINMENT:
                return Decimal(1) if alike else first / second if second else Decimal(0)
            case Step.REMAINDER:
                parts = [first, *others]
                whole = half_up(sum((part / second * 100 for part in parts), Decimal(0)), said.decimals)
                printed = [half_up(part / second * 100, said.decimals) for part in others]
                return (whole - sum(printed, Decimal(0))) / 100
        raise AssertionError(said.step)

    @staticmethod
    def wan(amount: Decimal, said: Derivation) -> Decimal:
        return half_up(amount / WAN, said.decimals)

    def situation(self, said: Derivation) -> str:
        first, second = [self.wan(self.value(term), said) for term in said.terms]
        if "{差数}" in "".join(words for _, words in said.choices):
            first, second = [half_up(self.value(term), 0) for term in said.terms]
        if first == second:
            return "持平" if first else "皆零"
        if not second:
            return "零基"
        if not first:
            return "归零"
        return "增加" if first > second else "减少"

    def words(self, said: Derivation) -> str:
        """The wording that the situation chooses."""
        choices = dict(said.choices)
        situation = self.situation(said)
        if situation == "归零" and situation not in choices:
            situation = "减少" if self.value(said.terms[1]) > 0 else "增加"
        return choices.get(situation) or choices["任意"]

    def printed(self, number: Number) -> Decimal:
        assert number.origin is not None
        value = self.value(number.origin)
        scaled = value / WAN if number.unit == "万元" else value * 100 if number.unit == "%" else value
        return half_up(scaled, number.decimals)


def document_of(sample: str) -> Document:
    document = pipeline.compose(check_file(ROOT / "sample_inputs" / sample / "input.xlsx"))
    assert document is not None
    return document


def numbers(document: Document) -> Iterator[Number]:
    for block in document.blocks:
        if isinstance(block, Table):
            yield from (cell.number for row in block.rows for cell in row.cells if cell.number is not None)
        elif isinstance(block, Paragraph):
            yield from (run.number for run in block.runs if run.number is not None)


def some(items: list[Number]) -> list[Number]:
    return random.Random(SEED).sample(items, min(MANY, len(items)))


@pytest.mark.parametrize("sample", SAMPLES)
def test_figures_are_computed_again(sample: str) -> None:
    evaluator = Evaluator(ROOT / "sample_inputs" / sample / "input.xlsx")
    figures = [
        n for n in numbers(document_of(sample)) if n.origin is not None and not isinstance(n.origin, Derived)
    ]
    filled = [number for number in figures if number.value]
    assert len(filled) >= MANY
    for number in some(filled) + some(figures):
        assert evaluator.printed(number) == number.value, (number.name, number.origin.derivation)  # type: ignore[union-attr]
        assert number.text.replace(",", "") == str(number.value) or not number.value


def test_a_count_names_one_cell_of_each_row_that_it_counts() -> None:
    """The chief reads so many places as were counted, in the order of the sheet."""
    document = document_of("qinglong-2023-evaluation")
    counts = [
        (number, number.origin.derivation)
        for number in numbers(document)
        if number.origin is not None and number.origin.derivation.step is Step.COUNT
    ]
    assert len(counts) > MANY // 5
    for number, said in counts:
        rows = [int(cell.location.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) for cell in said.cells]
        assert len(rows) == number.value
        assert rows == sorted(set(rows))


@pytest.mark.parametrize("sample", SAMPLES)
def test_rates_and_changes_are_computed_again(sample: str) -> None:
    evaluator = Evaluator(ROOT / "sample_inputs" / sample / "input.xlsx")
    derived = [number for number in numbers(document_of(sample)) if isinstance(number.origin, Derived)]
    assert derived
    for number in some(derived):
        assert evaluator.printed(number) == number.value, (number.name, number.origin)


@pytest.mark.parametrize("sample", SAMPLES)
def test_words_of_direction_are_chosen_again(sample: str) -> None:
    evaluator = Evaluator(ROOT / "sample_inputs" / sample / "input.xlsx")
    said = [
        (run.text[first:last], origin.derivation)
        for block in document_of(sample).blocks
        if isinstance(block, Paragraph)
        for run in block.runs
        for first, last, origin in run.words
    ]
    assert said or sample == "qinglong-2023-evaluation", "no words of direction"
    for text, derivation in random.Random(SEED).sample(said, min(MANY, len(said))):
        assert text in evaluator.words(derivation)


def test_every_rate_says_where_it_comes_from() -> None:
    """Only what is worked out from typed texts (targets of indicators) has no figures behind it."""
    silent = {
        (sample, number.unit)
        for sample in SAMPLES
        for number in numbers(document_of(sample))
        if number.unit == "%" and not isinstance(number.origin, Derived)
    }
    assert silent == set()
