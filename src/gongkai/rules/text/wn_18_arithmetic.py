"""WN-18 文字里的算式成立

查什么：写出来的算式（“4186×3360×20%=2812992”“29000+1600+100=31600”）；“甲675万元、乙480万元，合计1645万元”“31600万元（其中29000+1600+100）”；“总额150万元，已付100万元，余款50万元”；“4186人，标准3360元，负担20%，需281.2992万元”。
为什么：测算依据是审核的重点，一算就错说明数字抄错。
通过：675+480+140+350=1645。
违反：31600万元（其中29000+1600+100）。
怎么改：重新计算，改正其中的数。
依据：检查目录 WN-18、JX-29；有“约、左右”的允许差 1%。
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from gongkai.findings import Severity
from gongkai.money import in_wan
from gongkai.patterns import late
from gongkai.rules.passages import Passage, scan, sentences
from gongkai.rules.quantities import NUMBER, Amount, amounts
from gongkai.rules.rule import Outcome, Rule, Subject

WRONG_TOTAL = "各项之和是"
"""How the fault of a total begins."""
_UNIT = r"(?:万元|元|人|名|月|个月|天|户|次|个|%|％)?(?:/[人月天年]){0,2}"
_TERM = rf"(?:{NUMBER}){_UNIT}"
_FORMULA = late(
    rf"(?<![\d.,+＋\-－×*÷/／])({_TERM}(?:\s?[+＋\-－×xX*÷]\s?{_TERM}){{1,30}})\s?[=＝]\s?({_TERM})"
)
_INSIDE = late(
    rf"(?<![\d.,])(?P<total>{NUMBER})(?P<unit>万元|元)[（(](?:其中|即|含)?[：:]?(?P<sum>(?:{NUMBER})(?:[+＋](?:{NUMBER})){{1,30}})(?:万元|元)?[)）]"
)
# What each fault has, so that hardly any text without a calculation is looked at.
_TRIGGER = re.compile(
    r"=(?<=[^\n]=)\s?\d|＝(?<=[^\n]＝)\s?\d|\+\d|＋\d|计(?<=[合共总]计)[为是达]?\d"
    r"|已(?:付|支付|拨付|安排|发放)[^，。；\d]{0,4}\d|标准\d"
)
_DIGIT = re.compile(r"\d")
_TOTAL = re.compile(r"(?:合计|共计|以上合计|总计)(?:为|是|达)?$")
_SUMMED = re.compile(r"(?:合计|共计|总计)(?:为|是|达)?(?=\d)")
_REST = late(r"(?:余款|余额|剩余|尚欠|尚需|尚有|结余)[^，。；\d]{0,6}$")
_PAID = re.compile(r"(?:已付|已支付|已拨付|已安排|已发放)[^，。；\d]{0,4}$")
_PER_HEAD = late(
    rf"(?<!\d)(\d{{1,9}})(?:人|名)，(?:每人)?(?:每年)?标准({NUMBER})元(?:，[^，。；]*?(\d+(?:\.\d+)?)%)?，[^，。；\d]*?需[^，。；\d]*?({NUMBER})(万元|元)"
)
_ABOUT = re.compile(r"约|左右|预计|估算|以审计为准")
_ONE_PERCENT = Decimal("0.01")


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    return scan(subject, rule, _look, "请重新计算，改正其中的数", names=False, trigger=_TRIGGER)


def _look(passage: Passage) -> list[str]:
    return formula_faults(passage.text)


def formula_faults(text: str) -> list[str]:
    """What does not come out in the calculations of a text, in Chinese."""
    found: list[str] = []
    for sentence in sentences(text):
        if not _DIGIT.search(sentence):
            continue
        found += [*_formulas(sentence), *_inside(sentence), *_rest(sentence), *_per_head(sentence)]
    for line in text.split("\n"):
        found += _listed_total(line)
    return found


def _number(text: str) -> Decimal:
    match = re.match(NUMBER, text.strip())
    return Decimal(match[0].replace(",", "")) if match else Decimal(0)


def _value(term: str) -> Decimal:
    value = _number(term)
    if "%" in term or "％" in term:
        return value / 100
    return value * 10000 if "万元" in term else value


def _close(one: Decimal, other: Decimal, allowed: Decimal, text: str) -> bool:
    if _ABOUT.search(text):
        allowed = max(allowed, abs(other) * _ONE_PERCENT)
    return abs(one - other) <= allowed


def _formulas(text: str) -> Iterator[str]:
    for match in _FORMULA.finditer(text) if "=" in text or "＝" in text else ():
        parts = re.split(r"\s*([+＋\-－×xX*÷])\s*", match[1])
        result = _calculate([_value(part) for part in parts[::2]], parts[1::2])
        stated = _value(match[2])
        if "万元" in match[2] and "万元" not in match[1] and "元" not in match[1]:
            stated = _number(match[2])  # a formula in 万元 that names the unit once, at its end
        scaled = [result, result / 10000] if "万元" in match[2] else [result]
        step = Decimal(1).scaleb(_exponent(match[2])) * (10000 if stated != _number(match[2]) else 1)
        candidates = [result] if stated != _number(match[2]) else scaled
        if not any(_close(one, stated, step, text) for one in candidates):
            yield f"算式“{match[0]}”不成立，应是 {result.normalize():,f}"


def _exponent(term: str) -> int:
    exponent = _number(term).as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _calculate(values: list[Decimal], operators: list[str]) -> Decimal:
    """Products before sums, from left to right."""
    terms, signs = [values[0]], [1]
    for operator, value in zip(operators, values[1:], strict=True):
        if operator in "×xX*":
            terms[-1] *= value
        elif operator == "÷":
            terms[-1] = terms[-1] / value if value else Decimal(0)
        else:
            terms.append(value)
            signs.append(1 if operator in "+＋" else -1)
    return sum((sign * term for sign, term in zip(signs, terms, strict=True)), Decimal(0))


def _inside(text: str) -> Iterator[str]:
    for match in _INSIDE.finditer(text) if "+" in text or "＋" in text else ():
        parts = [_number(part) for part in re.split(r"[+＋]", match["sum"])]
        total = _number(match["total"])
        if total != sum(parts):
            yield f"“{match[0]}”不成立，括号内合计 {sum(parts):,f}"


def _listed_total(line: str) -> Iterator[str]:
    """`甲1万元、乙2万元，合计3万元`: the total against the amounts between it and the list's beginning."""
    found = list(amounts(line)) if "计" in line else []
    for match in _SUMMED.finditer(line):
        total = next((amount for amount in found if amount.start == match.end()), None)
        if total is None:
            continue
        parts = _parts(line, [amount for amount in found if amount.end <= match.end()])
        if len(parts) < 3:
            continue
        summed = sum((part.value for part in parts), Decimal(0))
        allowed = Decimal(50) * (len(parts) + 1) if any("." in part.text for part in parts) else Decimal(0)
        if not _close(summed, total.value, allowed, line):
            yield f"{WRONG_TOTAL} {in_wan(summed)}，写合计 {total.text}，相差 {in_wan(summed - total.value)}"


def _parts(line: str, before: list[Amount]) -> list[Amount]:
    """The amounts of the list that ends at a total: those after its colon, in the same paragraph."""
    end = before[-1].end if before else 0
    opened = max(line.rfind("：", 0, end), line.rfind(":", 0, end))
    inside = [amount for amount in before if amount.start > opened]
    again = [
        at for at, amount in enumerate(inside) if _TOTAL.search(line[max(0, amount.start - 8) : amount.start])
    ]
    inside = inside[again[-1] + 1 :] if again else inside
    text = line[opened + 1 : end]
    return [] if re.search(r"其中|减少|增加|已付|收回|上年|每人", text) else inside


def _rest(text: str) -> Iterator[str]:
    """`总额150万元，已付100万元，余款50万元`."""
    found = list(amounts(text)) if "已" in text else []
    for total, paid, rest in zip(found, found[1:], found[2:], strict=False):
        marked = _PAID.search(text[max(0, paid.start - 16) : paid.start]) and _REST.search(
            text[max(0, rest.start - 16) : rest.start]
        )
        if marked and not _close(total.value - paid.value, rest.value, rest.step / 2, text):
            yield f"{total.text}减已付{paid.text}应是 {in_wan(total.value - paid.value)}，写{rest.text}"


def _per_head(text: str) -> Iterator[str]:
    for match in _PER_HEAD.finditer(text) if "标准" in text else ():
        share = Decimal(match[3]) / 100 if match[3] else Decimal(1)
        result = int(match[1]) * _number(match[2]) * share
        scale = 10000 if match[5] == "万元" else 1
        stated = _number(match[4]) * scale
        step = Decimal(1).scaleb(_exponent(match[4])) * scale
        if not _close(result, stated, step / 2, text):
            yield f"“{match[0]}”算得 {in_wan(result)}，写 {match[4]}{match[5]}"


RULE = Rule("WN-18", "文字里的算式成立", Severity.WARNING, _check)
