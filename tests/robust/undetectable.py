"""The page docs/undetectable.md: which changes of one digit nothing finds, and why nothing can.

`python -m tests.robust.undetectable` writes it; test_digits.py compares each sample's part with it.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from gongkai import pipeline
from gongkai.findings import Location
from gongkai.model.control_totals import COLUMN, SCHEDULE, SCOPE, entries_of
from gongkai.model.department import Department
from tests.robust.digits import SEED, Change, changes, found, loaded, sign

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "undetectable.md"

RANGE = "只有大小关系可核（如决算不超过预算），改动后仍在范围之内"
ALONE = "全套输入中只有这一处说到它，没有第二个数可以核对"
TWICE = "“{other}”填的是同一个数，两者是否必须相等要由公开格式规定，现在没有这条规则"
LAST_YEAR = "；附上年输入核对（check --last-year）时，与上年公开的数比对"
NO_TOTAL = "；这是其中数，不在报表的任何合计之内，另加一行核对数、在“范围”写这一项的名称才查得出"
CONTROL, LEADS = "HD-01", ("最可能是", "可能是其中")
BUDGET = "；附年初公开的预算核对（check --last-year）时，与预算公开的数比对"

_HEAD = """<!-- 本页由 python -m tests.robust.undetectable 写出，请勿手改 -->
# 改错一个数字，哪些查不出来

把每份样例的每个金额各改动一位数字（一次只改一个，改哪一位由固定的种子决定），再核对一遍：多出“错误”或“警告”
就算查出，只多出“提示”不算。下面列出没有查出的，以及为什么。

每个事实只填一次，报表上的合计、占比、增减都由程序算出，所以一个数填错，报表自身仍然处处相符；能发现它的只有另一处
独立填写的数。**各份样例都填全了“核对数”**（系统报表各栏的合计，见会计手册），有一部分错误只有靠它才查得出；
不填核对数的，只能查出下面另列的“不靠核对数”的那些，其余只能由填表人与财务系统的报表逐行核对。
核对数本身不计在金额个数之内；一栏只有一个数的，核对数就是把这个数又抄了一遍。
"""


@dataclass(frozen=True, slots=True)
class Part:
    """What was found in one sample: `by_total` by control totals alone, `by_copy` of these by a total of one row.

    `told` counts what a control total finds; `named` where it names just the cell, `among` as one of two or three, `misled` where only others.
    """

    sample: str
    total: int
    missed: tuple[tuple[Change, str], ...]
    by_total: int = 0
    by_copy: int = 0
    told: int = 0
    named: int = 0
    among: int = 0
    misled: int = 0

    @property
    def found(self) -> int:
        return self.total - len(self.missed)

    @property
    def text(self) -> str:
        lines = [
            f"## {self.sample}",
            "",
            f"金额 {self.total} 个，查出 {self.found} 个（{_share(self.found, self.total)}），"
            f"不靠核对数查出 {self.found - self.by_total} 个。",
            "",
        ]
        if self.missed:
            lines += ["| 明细表 | 栏目 | 没有查出 | 例 | 为什么 |", "| --- | --- | --- | --- | --- |"]
        groups: dict[tuple[str, str, str], list[Change]] = {}
        for change, why in self.missed:
            groups.setdefault((change.schedule, change.column, why), []).append(change)
        for (schedule, column, why), group in groups.items():
            first = group[0]
            example = f"{first.row}：{first.before} → {first.after}".replace("|", "｜")
            lines.append(f"| {schedule} | {column} | {len(group)} | {example} | {why} |")
        return "\n".join(lines) + "\n"


def samples() -> list[Path]:
    return sorted(path.parent for path in (ROOT / "sample_inputs").glob("*/input.yaml"))


def part_of(folder: Path, some: int | None = None) -> Part:
    """What is found of all changes of a sample, or of `some` drawn by a fixed seed."""
    base = loaded(folder)
    assert base.department is not None
    known = {sign(item) for item in pipeline.check_department(base).findings}
    made = list(changes(folder.name, base.department))
    drawn = made if some is None else random.Random(f"{SEED}/{folder.name}").sample(made, some)
    answers = [(change, found(base, known, change)) for change in drawn]
    missed = tuple((change, _why(base, known, change, made)) for change, items in answers if not items)
    # One wrong amount is told once, by what says most of it: what else would find it is seen without control totals.
    bare = _without_totals(base)
    bare_known = {sign(item) for item in pipeline.check_department(bare).findings}
    only = [
        change
        for change, items in answers
        if {item.code for item in items} == {CONTROL} and not found(bare, bare_known, change)
    ]
    copies = [change for change in only if _held(base.department, change) == [1]]
    hints = [
        (str(replace(_place(base.department, change), file="")), item.hint)
        for change, items in answers
        for item in items
        if item.code == CONTROL
    ]
    named = [hint.startswith(LEADS[0]) for place, hint in hints if f"（{place}）" in hint]
    misled = [hint for place, hint in hints if hint.startswith(LEADS) and f"（{place}）" not in hint]
    counts = (len(only), len(copies), len(hints), named.count(True), named.count(False), len(misled))
    return Part(folder.name, len(drawn), missed, *counts)


def _without_totals(base: pipeline.Loaded) -> pipeline.Loaded:
    assert base.department is not None
    schedules = {
        name: replace(schedule, entries=(), present=False) if schedule.spec.control else schedule
        for name, schedule in base.department.schedules.items()
    }
    return replace(base, department=replace(base.department, schedules=schedules))


def _place(department: Department, change: Change) -> Location:
    return department.schedules[change.schedule].entries[change.index].place(change.column)


def _held(department: Department, change: Change) -> list[int]:
    """How many amounts each control total holds that the changed amount is one of."""
    schedule = department.schedules[change.schedule]
    column = schedule.spec.column(change.column)
    assert column is not None
    counts = []
    for given in department.schedules.values():
        for total in given if given.spec.control else ():
            if (total.text(SCHEDULE), total.text(COLUMN)) == (change.schedule, change.column):
                rows = [
                    row
                    for row in entries_of(schedule, column, total.text(SCOPE))
                    if row.number(change.column)
                ]
                if any(row is schedule.entries[change.index] for row in rows):
                    counts.append(len(rows))
    return counts


def _why(base: pipeline.Loaded, known: set[str], change: Change, made: list[Change]) -> str:
    """A hundredfold or a hundredth would be found: then a rule limits the amount, and only limits it."""
    wide = (replace(change, amount=change.amount * 100), replace(change, amount=change.amount / 100))
    why = RANGE if any(found(base, known, item) for item in wide) else ALONE
    others = [item for item in made if item.before == change.before and item.schedule != change.schedule]
    if why is ALONE and others and len(change.before.rstrip("0.")) > 3:  # a round number proves nothing
        why = TWICE.format(other=f"{others[0].schedule}/{others[0].row}/{others[0].column}")
    assert base.department is not None
    if not _held(base.department, change):
        why += NO_TOTAL
    place = f"{change.row}/{change.column}"
    if "上年" in place:
        return why + LAST_YEAR
    return why + BUDGET if "年初预算" in place else why


def page(parts: Iterable[Part]) -> str:
    parts = list(parts)
    total = sum(part.total for part in parts)
    found, by_total, by_copy, told, named, among, misled = (
        sum(getattr(part, name) for part in parts)
        for name in ("found", "by_total", "by_copy", "told", "named", "among", "misled")
    )
    rest = found - by_total
    whys = Counter(why for part in parts for _, why in part.missed)
    lines = [f"- {count} 个：{why}" for why, count in whys.most_common()]
    summary = (
        f"共 {total} 个金额，查出 {found} 个（{_share(found, total)}）。\n"
        f"其中不靠核对数查出 {rest} 个（{_share(rest, total)}）；只靠核对数查出 {by_total} 个，"
        f"这里面有 {by_copy} 个一栏只有一个数。\n"
        f"核对数报出的 {told} 个中，{named} 个直接指对了打错的那一格，{among} 个列在两三处可能之中，"
        f"{misled} 个指的是别的行，其余 {told - named - among - misled} 个没有指出，要逐行对照。\n\n没有查出 {total - found} 个：\n"
    )
    return "\n".join([_HEAD, summary, *lines, "", *(part.text for part in parts)])


def _share(part: int, total: int) -> str:
    return f"{part * 100 / total if total else 100.0:.1f}%"


def main() -> None:
    PAGE.write_text(page(map(part_of, samples())), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
