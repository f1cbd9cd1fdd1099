"""Which amount of a sentence is this year's, last year's, or the budget's."""

from __future__ import annotations

import re

from gongkai.auditing.document import AuditedDocument
from gongkai.auditing.prose import Writing
from gongkai.auditing.quantities_said import Said, Sentence
from gongkai.frozen import frozen

NOW, LAST, PLANNED, NEXT = "本年", "上年", "预算", "其他年度"
_LAST = re.compile(r"(?:上年|去年|上一年)(?!财政拨款结转|结转|结余)")
_BUDGET = re.compile(r"(?:年初|全年|调整后?|年中)?预算(?:数|安排|资金|金额|为|批复)?")
_ACTUAL = re.compile(r"决算|执行|支出数|实际")
_YEAR = re.compile(r"(20\d\d)\s*年")
_PLAN, _ACCOUNTS = "预算", "决算"
_SOURCES = re.compile(r"(?:一般公共|政府性基金|国有资本经营)预算")


@frozen
class Speaking:
    """A sentence in its paragraph and document, by which the role of an amount is told."""

    document: AuditedDocument
    prose: Writing
    sentence: Sentence


def role_of(spoken: Speaking, said: Said) -> str:
    """By the words of the amount's clause, in a budget and in final accounts."""
    lead = said.lead
    years = _YEAR.findall(lead)
    year = spoken.document.year
    if _LAST.search(lead) or (years and int(years[-1]) == year - 1):
        return LAST
    if years and year and int(years[-1]) != year:
        return NEXT
    if is_budget_document(spoken.document):
        return NOW
    budget, actual = _BUDGET.search(lead), _ACTUAL.search(lead)
    if budget is not None and not (actual is not None and actual.start() > budget.start()):
        return NOW if "预算拨款" in lead or ("预算财政拨款" in lead and "年初预算" not in lead) else PLANNED
    return NOW


def is_budget_document(document: AuditedDocument) -> bool:
    """Whether it is a budget: its first lines or most of its tables say so."""
    first = " ".join(each.text for each in document.prose[:12])
    plans, accounts = first.count("预算公开") + first.count("部门预算"), first.count("决算")
    if plans != accounts:
        return plans > accounts
    titles = [table.title for table in document.tables]
    if not titles:  # prose alone says what it is by its own title
        titles = [_SOURCES.sub("", each.text) for each in document.prose[:1]]
    return sum(_ACCOUNTS in title for title in titles) == 0 and any(_PLAN in title for title in titles)


def is_another_years(spoken: Speaking, planned: Said, base: str) -> bool:
    """Whether a comparison is with the budget of another year than the one that an amount is planned for."""
    named, own = _YEAR.search(base), _YEAR.findall(planned.lead)
    year = int(own[-1]) if own else spoken.document.year
    return named is not None and bool(year) and int(named[1]) != year
