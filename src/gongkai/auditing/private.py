"""Telephone and identity numbers in a published document."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gongkai.auditing.document import AuditedDocument
from gongkai.auditing.outcome import AuditFinding, found_in
from gongkai.auditing.prose import Writing
from gongkai.findings import Severity

_MOBILE = re.compile(r"(?<![\d.])1[3-9]\d{9}(?![\d.])")
_IDENTITY = re.compile(
    r"(?<![\dA-Za-z])[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dA-Za-z])"
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_EACH = re.compile(r"(?:人员)?(?:待遇|工资|补助)[^。；;]{0,20}分别为\s*\d[\d,.]*元[、和,，]\s*\d[\d,.]*元")


def check_private(document: AuditedDocument) -> list[AuditFinding]:
    """Numbers of persons, hidden in what is quoted; what single persons are paid."""
    return [each for writing in (*document.prose, *document.cells) for each in _look(writing.text, writing)]


def _look(text: str, writing: Writing) -> Iterator[AuditFinding]:
    for match in _MOBILE.finditer(text):
        yield found_in(
            "SJ-27",
            f"有手机号码“{match[0][:3]}****{match[0][-4:]}”",
            writing.spot(match.start(), match.start() + 3, cut=True),
        )
    for match in _IDENTITY.finditer(text):
        if _is_identity(match[0]):
            yield found_in(
                "SJ-27",
                f"有身份证号码“{match[0][:3]}***”",
                writing.spot(match.start(), match.start() + 3, cut=True),
            )
    for match in _EACH.finditer(text):
        yield found_in(
            "SJ-27",
            "逐人列出了待遇的金额，能认出是谁",
            writing.spot(match.start(), match.end()),
            severity=Severity.WARNING,
        )


def _is_identity(number: str) -> bool:
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True))
    return _CHECK[total % 11] == number[-1].upper()
