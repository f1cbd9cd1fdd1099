"""The tables by economic item: what the samples have of them, and how the rest is divided, which is ours (README)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal

CLASSES = ("301", "302", "303", "307", "309", "310", "311", "312", "313", "399")
PROJECT_ITEMS = ("30227", "30399")
"""What projects are spent on here: half of each subject's amount on either."""
BASIC_ITEM = "30199"
"""What basic expenditure of other money than the general budget is spent on here."""

Items = dict[str, Decimal]  # economic code to amount
Head = list[tuple[str, ...]]


def headings(economic: Mapping[str, str]) -> tuple[Head, list[str]]:
    """The headings of the columns behind the name, and the code of each: empty for 合计."""
    head: Head = [("合计",)]
    codes = [""]
    for group in CLASSES:
        name = economic.get(group, "")
        head.append((name, "小计"))
        codes.append(group)
        for code in economic:
            if len(code) == 5 and code.startswith(group):
                head.append((name, economic[code]))
                codes.append(code)
    return head, codes


def amounts(items: Items, codes: list[str]) -> list[Decimal | None]:
    """A row: the total, then each class and item."""
    return [
        sum((amount for item, amount in items.items() if item.startswith(column)), Decimal(0))
        for column in codes
    ]


def of_basic(given: Items, basic: Items) -> dict[str, Items]:
    """By subject the items of basic expenditure: the sample's items shared out from the first subject on."""
    left = {code: amount for code, amount in given.items() if amount}
    found: dict[str, Items] = {}
    for index, (code, room) in enumerate(sorted(basic.items())):
        taken: Items = {}
        for item in list(left):
            part = left[item]
            if index < len(basic) - 1:
                part = min(part, room - sum(taken.values(), Decimal(0)))
            left[item] -= part
            if part:
                taken[item] = part
        found[code] = taken
    return found


def of_projects(project: Items) -> dict[str, Items]:
    """By subject the items of project expenditure."""
    found = {}
    for code, amount in sorted(project.items()):
        half = (amount / 2).quantize(Decimal("0.01"))
        found[code] = dict(zip(PROJECT_ITEMS, (half, amount - half), strict=True))
    return found


def together(*several: Mapping[str, Items]) -> dict[str, Items]:
    """By subject the sum of the items."""
    found: dict[str, Items] = defaultdict(lambda: defaultdict(Decimal))
    for each in several:
        for code, items in each.items():
            for item, amount in items.items():
                found[code][item] += amount
    return found
