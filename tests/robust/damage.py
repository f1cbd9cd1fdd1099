"""What can stand in a cell that should not: values to put in place of a good one, all from a seeded source."""

from __future__ import annotations

import math
import random
from datetime import date, datetime, time
from typing import Any

LONG_TEXT = "很长的文字，" * 6000
TEXTS = (
    "",
    " ",
    "\u3000",
    "-",
    "—",
    "无",
    "两万元",
    "12,34",
    "1,234.50",
    "１２３．４５",
    "（1,000.00）",
    "12.5万元",
    "100元",
    "¥300",
    "45%",
    "1e5",
    "NaN",
    "inf",
    "-inf",
    "TRUE",
    "#DIV/0!",
    "#REF!",
    "0x1F",
    "1_000",
    "999999999999999",
    "1000000000000000000000000",
    "0.00000000000000000001",
    "-0",
    "--5",
    "+5",
    "1.2.3",
    "2023-12-31",
    "20231231",
    "2023年13月45日",
    "=cmd()",
    "=1+1",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    '=HYPERLINK("http://example.invalid","x")',
    "\t=1+1",
    "{{ 7*7 }}",
    "{% for x in y %}{{ x }}{% endfor %}",
    "{{ ''.__class__.__mro__ }}",
    "{% raw %}",
    "{#",
    "## 标题",
    "> 行",
    "@换页",
    "\ue0000\ue001",
    "\ue000999999\ue001",
    "<p>文字</p>",
    "<script>alert(1)</script>",
    "&nbsp;&lt;",
    "]]>",
    "a\x00b\x07c\x1b",
    "_x0000_",
    "_x0041_",
    "第一行\n\n第二行\r\n第三行\u2028第四行",
    "\ud800",
    "\ufffe\uffff",
    "🚗" * 40,
    "e\u0301\u200b\u202e反",
    "../../逃出去",
    "..\\..\\CON",
    "CON",
    "NUL.txt",
    "名称...",
    'a/b:c*d?e"f<g>h|i',
    "Ａ" * 400,
    LONG_TEXT,
    "2080101",
    "208",
    "20801",
    "2019901 行政运行",
    "2050101",
    "2089999",
    "2340101",
    "9999999",
    "0000000",
    "30101",
    "30999",
    "99999",
    "政府性基金预算财政拨款",
    "其他资金",
    "shanxi/final_accounts/1999",
    "../../../etc/passwd",
    "national/final_accounts/2023",
    "万元",
)
# What only a workbook can hold.
TYPED: tuple[Any, ...] = (
    True,
    False,
    0,
    -1,
    1,
    10**18,
    -(10**14),
    0.1 + 0.2,
    1e-300,
    1e300,
    -0.0,
    math.nan,
    math.inf,
    -math.inf,
    datetime(2023, 12, 31),
    date(1900, 1, 1),
    datetime(9999, 12, 31, 23, 59, 59),
    time(12, 30),
)


def changed_number(text: str, rng: random.Random) -> str:
    """A number as people mistype it: another digit, two digits swapped, sign, scale, decimals."""
    way = rng.randrange(8)
    digits = [n for n, char in enumerate(text) if char.isdigit()]
    if way == 0 and digits:
        return with_digit(text, rng.choice(digits), rng)
    if way == 1 and len(digits) > 1:
        at = rng.randrange(len(digits) - 1)
        first, second = digits[at], digits[at + 1]
        chars = list(text)
        chars[first], chars[second] = chars[second], chars[first]
        return "".join(chars)
    if way == 2:
        return text[1:] if text.startswith("-") else "-" + text
    if way == 3:
        return text.replace(".", "") + "0000"
    if way == 4:
        return text + "7" if "." in text else text + ".005"
    if way == 5 and digits:
        return text[: digits[0]] + text[digits[0] + 1 :] or "0"
    return "0" if way == 6 else text.replace(".", "")


def with_digit(text: str, at: int, rng: random.Random) -> str:
    """The text with the digit at a place made another one."""
    other = rng.choice([digit for digit in "0123456789" if digit != text[at]])
    return text[:at] + other + text[at + 1 :]


def other_year_code(code: str, rng: random.Random) -> str:
    """A code as another year's list might have it: another item, group or class."""
    if len(code) < 3:
        return code + "99"
    cut = rng.choice([size for size in (1, 3, 5) if size < len(code)])
    return code[:cut] + "".join(rng.choice("0123456789") for _ in code[cut:])
