"""YS-02 不得公开证件号码、银行账号

查什么：文字中的居民身份证号（18 位按校验位、15 位按生日认定）和银行卡号（16 到 19 位按校验位认定）。
为什么：证件和账号属于敏感个人信息，公开后无法收回。
通过：统一社会信用代码、14 位时间、科目编码。
违反：补贴名单里写了身份证号。
怎么改：删去号码；公示名单要求隐去的位数按当地规定。
依据：检查目录 YS-02；GB 11643 的校验位。
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from gongkai.findings import Severity
from gongkai.rules.passages import Passage, scan
from gongkai.rules.rule import Outcome, Rule, Subject

_LONG = re.compile(r"(?<![\dA-Za-z])\d{15,19}[\dXx]?(?![\dA-Za-z])")
_TRIGGER = re.compile(r"\d(?<!\d\d)\d\d[\d ]{8}")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_BIRTH = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$")
_BIRTH_15 = re.compile(r"[1-9]\d{5}\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}$")


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    def look(passage: Passage) -> list[str]:
        return list(_numbers(passage.text))

    return scan(subject, rule, look, "公开文件不得出现证件号码和账号，请删去", trigger=_TRIGGER)


def _numbers(text: str) -> Iterator[str]:
    for match in _LONG.finditer(re.sub(r"(?<=\d) (?=\d{4})", "", text)):
        number = match[0].upper()
        shown = f"{number[:3]}****{number[-2:]}"
        if _is_identity(number):
            yield f"有居民身份证号 {shown}"
        elif 16 <= len(number) <= 19 and number.isdigit() and _is_card(number):
            yield f"有银行卡号 {shown}"


def _is_identity(number: str) -> bool:
    if len(number) == 18 and number[:17].isdigit() and _BIRTH.match(number[6:14]):
        total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
        return "10X98765432"[total % 11] == number[17]
    return len(number) == 15 and bool(_BIRTH_15.match(number))


def _is_card(number: str) -> bool:
    """The check of ISO/IEC 7812, for the ranges that bank cards use (3 to 6)."""
    if number[0] not in "3456":
        return False
    digits = [int(digit) for digit in reversed(number)]
    doubled = [sum(divmod(2 * digit, 10)) if at % 2 else digit for at, digit in enumerate(digits)]
    return sum(doubled) % 10 == 0


RULE = Rule("YS-02", "不得公开证件号码、银行账号", Severity.ERROR, _check)
