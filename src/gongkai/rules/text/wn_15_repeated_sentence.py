"""WN-15 没有重复的段、句、项

查什么：一段文字里相同的句子，一句里相同的分句，一个列举里相同的项；成文后相邻两段相同。
为什么：粘贴两遍、漏删旧句，公开后一眼可见。
通过：每句、每项只写一次。
违反：“人事代理、档案管理、人事代理等工作”；同一句写两遍。
怎么改：删去重复的。
依据：检查目录 WN-15；短于 options“最短”个字的句子不比。
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Mapping

from gongkai.findings import Finding, Location, Severity
from gongkai.rules.passages import (
    NO_TEXT,
    Passage,
    beside,
    body_paragraphs,
    passages,
    sentences,
    shorten,
    texts,
)
from gongkai.rules.rule import Outcome, Rule, Subject

_COMMA = re.compile(r"[，：]")
_MARKS = "。！？；，：、等"
_ITEM = 4  # characters of a listed item that may not stand twice
_HINT = "请删去重复的"


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    least = int(options.get("最短") or 8)
    found = passages(subject, names=False)
    if not found:
        return rule.skipped(NO_TEXT)
    findings = []
    shortest = min(9, 2 * least - 3)  # a shorter text cannot hold anything twice
    known = texts(subject, names=False)
    parted = known.joined
    for mark in _MARKS:
        parted = parted.replace(mark, " ")
    seen = {
        text: faults
        for text, start in zip(known.of_text, known.starts, strict=True)
        if len(text) >= shortest
        and _may_repeat(parted[start : start + len(text) + 1].split())
        and (faults := list(repeats_in(text, least)))
    }
    for at in sorted(at for text in seen for at in known.of_text[text]):
        passage, faults = found[at], seen[found[at].text]
        message = f"{passage.label}：{'；'.join(faults[:3])}"
        findings.append(Finding(rule.code, rule.severity, message, passage.location, _HINT, faults[0]))
    lines, told = body_paragraphs(subject), set()
    for (_, before), (heading, text) in itertools.pairwise(lines):
        if text == before and len(text) >= 2 * least and text not in told:
            told.add(text)
            findings.append(_paragraphs_alike(rule, found, heading, text))
    return rule.outcome(findings, len(found))


def _paragraphs_alike(rule: Rule, found: list[Passage], heading: str, text: str) -> Finding:
    """A finding for a paragraph that follows an equal one: at the second of the texts that have it, with the others."""
    core = text.strip("。； ")
    same = [
        passage for passage in found if any(core == line.strip("。； ") for line in passage.text.split("\n"))
    ]
    source = (same[1] if len(same) > 1 else same[0]) if same else beside(found, text, 0, len(text))
    where = source.location if source else Location(path=heading)
    others = "、".join(passage.label for passage in same if passage is not source)
    beside_it = f"，{others}也写了它" if others else ""
    message = f"“{heading}”相邻两段相同：“{shorten(text)}”{beside_it}"
    return Finding(rule.code, rule.severity, message, where, _HINT)


def repeats_in(text: str, least: int) -> Iterator[str]:
    """What stands twice in a text, in Chinese: sentences, clauses, listed items of at least so many characters."""
    said = sentences(text)
    for sentence in _twice(said, least):
        yield f"句子“{shorten(sentence)}”写了两遍"
    for sentence in dict.fromkeys(said):
        parts = [part.strip() for part in _COMMA.split(sentence)]
        for clause in _twice(parts, least - 2):
            yield f"一句里两次写“{shorten(clause)}”"
        for part in parts:
            items = [item.split("等")[0] for item in part.split("、")]
            # The first item carries the words before the list: 完成了甲、乙、甲等.
            opened = [item for item in items[1:] if len(item) >= _ITEM and items[0].endswith(item)]
            for item in dict.fromkeys([*_twice(items, _ITEM), *opened]):
                yield f"列举里两次写“{shorten(item)}”"


def _may_repeat(pieces: list[str]) -> bool:
    """False for nearly all texts: no two of the pieces between their marks are the same, nor end alike as the first
    item of a list and a later one do."""
    if len(set(pieces)) < len(pieces):
        return True
    ends = [piece[-_ITEM:] for piece in pieces if len(piece) >= _ITEM]
    return len(set(ends)) < len(ends)


def _twice(items: list[str], least: int) -> list[str]:
    if len(set(items)) == len(items):
        return []
    return [item for item, count in Counter(items).items() if count > 1 and len(item) >= least]


RULE = Rule("WN-15", "没有重复的段、句、项", Severity.WARNING, _check)
