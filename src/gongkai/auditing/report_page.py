"""The report of an audit as one page to read and to print: no script, nothing from any other place.

For several documents it begins with an overview: which documents there are, which of them has what.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from html import escape
from importlib.resources import files

from gongkai.auditing.outcome import ANSWERED_MEANS, NOTHING_TO_AUDIT, AuditFinding, AuditResult, by_cause
from gongkai.codes import CODES
from gongkai.findings import Severity
from gongkai.writers.html.policy import page_without_script
from gongkai.writers.html.writer import asset

_TITLE = "审核报告"
_MEANINGS = (
    ("错误", "同一句里的数自己对不上，或者文字、表里明写的同一个数印得不同。请逐条改。"),
    ("警告", "很可能错，请对着原件看一看。"),
    ("提示", "尾差和写法。"),
    ("未核", "认不出、对不上主语的数，不说它错；全部的数不是核对了，就是在未核里。"),
    ("已核实", ANSWERED_MEANS),
)
_MOST_NAMED = 12  # documents named beside a cause in the overview


def report_page(results: Sequence[AuditResult]) -> bytes:
    """The page in UTF-8; the same results give the same bytes."""
    several = len(results) > 1
    title = _TITLE if several or not results else f"{_TITLE}：{results[0].name}"
    pieces = [f'<h1 class="audit-title">{escape(title)}</h1>']
    if several:
        pieces.append(_overview(results))
    pieces += [_document(number, each, several) for number, each in enumerate(results, 1)]
    pieces.append(_meanings())
    return page_without_script(title, _style(), "\n".join(pieces))


@cache
def _style() -> str:
    return asset("report.css") + (files("gongkai.auditing") / "report.css").read_text("utf-8")


def _overview(results: Sequence[AuditResult]) -> str:
    rows = [
        [
            f'<a href="#d{number}">{escape(each.name)}</a>',
            escape(each.unit),
            str(each.year or ""),
            escape(each.kind),
            *(str(each.count(level)) for level in Severity),
            str(each.answered),
            f"{each.tables_recognised} / {each.tables}",
            f"{each.account.done} / {each.account.all}",
        ]
        for number, each in enumerate(results, 1)
    ]
    totals = "，".join(f"{level.value} {sum(each.count(level) for each in results)} 处" for level in Severity)
    heads = (
        "材料",
        "单位",
        "年度",
        "文种",
        *(level.value for level in Severity),
        "已核实",
        "认出的表",
        "核对的数",
    )
    return (
        f'<div class="paper"><h2>总览</h2><p>共 {len(results)} 份材料：{totals}；'
        f"其中已核实 {sum(each.answered for each in results)} 处。</p>"
        f"{_table('总览', 'overview', heads, rows, numbers=range(4, 10))}"
        f"<h2>各单位有哪些材料</h2>{_units(results)}"
        f"<h2>哪一类问题在哪些材料里</h2>{_causes(results)}</div>"
    )


def _units(results: Sequence[AuditResult]) -> str:
    """Which unit has which documents: what is missing shows as a blank."""
    columns = sorted({(each.year, each.kind) for each in results})
    found: defaultdict[str, defaultdict[tuple[int, str], list[str]]] = defaultdict(lambda: defaultdict(list))
    for number, each in enumerate(results, 1):
        link = f'<a href="#d{number}">{escape(each.name)}</a>'
        found[each.unit or "没有认出单位"][each.year, each.kind].append(link)
    heads = [f"{year or ''}{kind}" or "没有认出年度、文种" for year, kind in columns]
    rows = [
        [escape(unit), *("、".join(has.get(column, [])) or "—" for column in columns)]
        for unit, has in sorted(found.items())
    ]
    return _table("各单位有哪些材料", "units", ("单位", *heads), rows)


def _causes(results: Sequence[AuditResult]) -> str:
    found: defaultdict[tuple[int, str], list[tuple[int, AuditResult, int]]] = defaultdict(list)
    for number, result in enumerate(results, 1):
        for severity, code, group in by_cause(result.findings):
            found[severity.rank, code].append((number, result, len(group)))
    if not found:
        return "<p>没有发现问题。</p>"
    levels = {level.rank: level for level in Severity}
    rows = []
    for (rank, code), where in sorted(found.items()):
        named = "、".join(
            f'<a href="#d{number}">{escape(result.name)}</a>（{count}）'
            for number, result, count in where[:_MOST_NAMED]
        )
        more = f"，另有 {len(where) - _MOST_NAMED} 份" if len(where) > _MOST_NAMED else ""
        total = sum(count for _, _, count in where)
        rows.append([_level(levels[rank]) + escape(f"{code} {_name(code)}"), str(total), named + more])
    return _table("哪一类问题在哪些材料里", "causes", ("问题", "处", "材料（各几处）"), rows, numbers=(1,))


def _document(number: int, result: AuditResult, several: bool) -> str:
    heading = escape(result.name) if several else "结论"
    levels = "，".join(f"{level.value} {result.count(level)} 处" for level in Severity)
    facts = [
        ("材料", result.name),
        ("单位、年度", " ".join(text for text in (result.unit, str(result.year or ""), result.kind) if text)),
        ("问题", f"{levels}" + (f"；其中已核实 {result.answered} 处" if result.answered else "")),
        ("表", f"认出 {result.tables_recognised} 张，共 {result.tables} 张"),
        (
            "数",
            f"共 {result.account.all} 个：核对 {result.account.done} 个，"
            f"未核 {result.account.all - result.account.done} 个",
        ),
    ]
    listed = "".join(f"<dt>{name}</dt><dd>{escape(text)}</dd>" for name, text in facts if text)
    groups = [
        _cause(f"{number}-{turn}", severity, code, group)
        for turn, (severity, code, group) in enumerate(by_cause(result.findings), 1)
    ]
    return (
        f'<div class="paper" id="d{number}"><h2>{heading}</h2><dl class="facts">{listed}</dl>'
        f"{_answers(result)}{''.join(groups)}{_without(result)}{_coverage(result)}</div>"
    )


def _without(result: AuditResult) -> str:
    """What is said where there is nothing to list."""
    if result.has_nothing:
        return f"<p>{NOTHING_TO_AUDIT}。</p>"
    return "" if result.findings else "<p>没有发现问题。</p>"


def _answers(result: AuditResult) -> str:
    if result.answers is None:
        return ""
    lines = [escape(fault) for fault in result.answers.faults]
    lines += [
        f"{escape(each.code)} <q>{escape(each.quote or each.message)}</q>：{escape(each.why)}"
        f"（当时的理由：{escape(each.reason)}）"
        for each in result.answers.lapsed
    ]
    if not lines:
        return ""
    items = "".join(f"<li>{line}</li>" for line in lines)
    return f'<h3>核实表里不算数的</h3><ul class="lapsed">{items}</ul>'


def _cause(name: str, severity: Severity, code: str, group: Sequence[AuditFinding]) -> str:
    title = f"{code} {_name(code)}（{len(group)} 处）"
    mend = dict.fromkeys(each.finding.hint for each in group if each.finding.hint)
    rows = [
        [
            str(number),
            escape(each.where or "全文"),
            f"<q>{escape(each.quote)}</q>" if each.quote else "",
            escape(each.finding.found),
            escape(each.finding.expected),
            _said(each),
        ]
        for number, each in enumerate(group, 1)
    ]
    heads = ("序号", "哪里", "原话", "印的", "应为", "说明，与什么对照")
    done = [not each.is_open for each in group]
    table = _table(f"{severity.value} {title}", "findings", heads, rows, numbers=(0,), done=done)
    advice = "".join(f'<p class="mend">怎么改：{escape(text)}</p>' for text in mend)
    return f'<h3 id="c{name}">{_level(severity)}{escape(title)}</h3>{advice}{table}'


def _said(each: AuditFinding) -> str:
    text = escape(each.finding.message)
    if each.compared_with:
        text += f'<p class="against">对照：{escape(each.compared_with)}</p>'
    if each.answer is not None and each.answer.changed:
        text += (
            f'<p class="answer again">核实过，但对照的数变了，请再看一次：{escape(each.answer.reason)}'
            f"（{escape(each.answer.changed)}）</p>"
        )
    elif each.answer is not None:
        text += f'<p class="answer">已核实：{escape(each.answer.reason)}</p>'
    return text


def _coverage(result: AuditResult) -> str:
    unchecked = [
        [escape(reason), str(count)]
        for reason, count in sorted(result.account.unchecked().items(), key=lambda each: (-each[1], each[0]))
    ]
    rules = [
        [escape(str(rule["name"])), "做了" if rule["run"] else "没有做", _outcome(rule)]
        for rule in result.rules
    ]
    left = (
        f"<h3>未核的数为什么没有核</h3>{_table('未核的数', 'unchecked', ('为什么', '个数'), unchecked, numbers=(1,))}"
        if unchecked
        else ""
    )
    if not rules:
        return left
    run = sum(bool(rule["run"]) for rule in result.rules)
    heads = ("检查", "做了没有", "查出或为什么没有做")
    return (
        f"{left}<h3>做了哪些检查（做了 {run} 项，没有做 {len(rules) - run} 项）</h3>"
        f"{_table('做了哪些检查', 'checks', heads, rules)}"
    )


def _outcome(rule: dict[str, object]) -> str:
    return escape(f"查出 {rule['found']} 处" if rule["run"] and rule["found"] else str(rule["why"]))


def _meanings() -> str:
    listed = "".join(f"<dt>{name}</dt><dd>{text}</dd>" for name, text in _MEANINGS)
    return f'<div class="paper"><h2>这些词是什么意思</h2><dl class="facts">{listed}</dl></div>'


def _level(severity: Severity) -> str:
    return f'<span class="level level-{severity.rank}">{severity.value}</span>'


def _name(code: str) -> str:
    return CODES[code].title


def _table(
    name: str,
    kind: str,
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    numbers: Iterable[int] = (),
    done: Sequence[bool] = (),
) -> str:
    """Cells are HTML; `numbers` are the columns of numbers, `done` the rows that nobody has to look at again."""
    counted = set(numbers)
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    body = "".join(
        ('<tr class="done">' if turn < len(done) and done[turn] else "<tr>")
        + "".join(
            ('<td class="n">' if at in counted else "<td>") + text + "</td>" for at, text in enumerate(row)
        )
        + "</tr>"
        for turn, row in enumerate(rows)
    )
    return (
        f'<div class="scroll" tabindex="0" role="group" aria-label="{escape(name)}">'
        f'<table class="audit {kind}"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )
