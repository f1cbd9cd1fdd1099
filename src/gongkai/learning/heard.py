"""What sentences say of figures: amounts at other stages, changes that tell the amount before; for a drafted input."""

from __future__ import annotations

from decimal import Decimal

from gongkai.frozen import frozen
from gongkai.learning.said import SaidNumber, amount_of
from gongkai.learning.wording import INCREASED, way_of
from gongkai.model.book import Book
from gongkai.model.definitions import STAGE
from gongkai.model.labels import FUNCTION_DIMENSION
from gongkai.plans.binding import Binding
from gongkai.sentences.leads import Manner
from gongkai.sentences.quantities import Sort


@frozen
class Heard:
    """A number that a sentence says of a figure, of one code where `code` is not empty."""

    said: SaidNumber
    code: str = ""

    def amount(self, book: Book) -> tuple[Binding, Decimal] | None:
        """The figure at its stage and its amount in 元 (or a count); None where the sentence does not tell it."""
        said = self.said
        if said.binding is None or not said.sure:
            return None
        binding = said.binding.at(FUNCTION_DIMENSION, self.code) if self.code else said.binding
        if said.manner == Manner.STATED and said.number is not None:
            return binding, amount_of(said.number)[0]
        if said.manner != Manner.CHANGED or not said.stage:
            return None
        now = binding.on(book).amount
        before = Binding(
            binding.figure,
            binding.name,
            (*(pair for pair in binding.where if pair[0] != STAGE), (STAGE, (said.stage,))),
            binding.count,
        )
        if said.even:
            return before, now
        if said.number is None or said.number.sort == Sort.RATE:
            return None
        change = amount_of(said.number)[0]
        return before, now - change if way_of(said.way) == INCREASED else now + change
