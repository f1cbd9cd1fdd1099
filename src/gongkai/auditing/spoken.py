"""A sentence where it stands, with what its quantities are held against and how a finding quotes them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from gongkai.auditing.outcome import AmountPlace, AuditFinding, found_in
from gongkai.auditing.quantities_said import Said
from gongkai.auditing.roles import Speaking
from gongkai.auditing.subjects import Binder
from gongkai.findings import Severity
from gongkai.frozen import frozen


@frozen
class Spoken(Speaking):
    """A sentence where it stands, with all amounts by which a rate in it may be explained (value and last unit, 元)."""

    index: int
    binder: Binder
    around: tuple[tuple[Decimal, Decimal], ...]

    def place(self, said: Said) -> AmountPlace:
        return AmountPlace(False, self.index, said.start)

    def check(self, *said: Said) -> None:
        self.document.account.check(*(self.place(each) for each in said if each.is_amount))

    def cells(self) -> Iterator[tuple[Decimal, Decimal]]:
        return ((amount, Decimal(100)) for amount in self.document.amounts_of_cells)

    def finding(
        self,
        code: str,
        message: str,
        said: Said,
        severity: Severity,
        expected: str,
        compared: str,
        start: int = -1,
    ) -> AuditFinding:
        """A finding that quotes from `start` (the quantity's clause) to the end of the quantity."""
        begin = said.begin if start < 0 else start
        return found_in(
            code,
            message,
            self.prose.spot(begin, said.end),
            severity=severity,
            found=said.text,
            expected=expected,
            compared_with=compared,
        )


def quoted_words(text: str, said: Said) -> str:
    """A quantity with the words right before it, as a message quotes it."""
    return text[max(0, said.start - 4) : said.end].lstrip("，,、。；;: 元%0123456789.")
