"""WZ-07 没有重复的词

查什么：连着写两遍的词（“监察监察”“用于用于”“的的”）；固定句子与填写的文字接起来重复的词（“主要用于用于……”）。
为什么：修改时漏删，或没有注意模板里已经有了这个词。
通过：公益性岗位岗位补贴（两个词相接）。
违反：劳动保障监察监察执法。
怎么改：删去多写的一个词。
依据：检查目录 WZ-07；允许的连用写在格式的 settings 里。
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import accumulate

from gongkai.findings import Finding, Location, Severity
from gongkai.rules.passages import NO_TEXT, around, beside, body_paragraphs, passages, texts, words
from gongkai.rules.rule import Outcome, Rule, Subject
from gongkai.rules.wording.wz_14_says_nothing import is_lead_said_again

_TWICE = re.compile(r"([一-龥]{2,5})\1|(的)\2(?!确)")
_SHORT = "的的"  # the only word of one character that it finds
_LENGTHS = range(2, 6)  # of the others
_HINT = "请删去多写的词；用途和原因接在固定句子之后，不要再写“主要用于”“主要原因是”"


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    allowed = words(options, "允许")
    found_in = passages(subject)
    if not found_in:
        return rule.skipped(NO_TEXT)
    findings = []
    repeated = _with_repeats([*texts(subject).of_text, *[text for _, text in body_paragraphs(subject)]])
    for passage in found_in if repeated else ():
        if passage.text not in repeated:
            continue
        found = [around(passage.text, *span, 3) for span in repeated_words(passage.text, allowed)]
        if found:
            message = f"{passage.label}：“{'”“'.join(dict.fromkeys(found))}”有重复的词"
            findings.append(Finding(rule.code, rule.severity, message, passage.location, _HINT, found[0]))
    if repeated:
        findings += _joints(subject, rule, repeated, allowed)
    return rule.outcome(findings, len(found_in))


def _with_repeats(every: Sequence[str]) -> set[str]:
    """The texts in which a word is written twice."""
    starts = list(accumulate([len(text) + 1 for text in every], initial=0))
    return {every[bisect_right(starts, at) - 1] for at in _places("\n".join(every))}


def _places(text: str) -> Iterator[int]:
    """Where a word is written twice.

    The pattern alone would try four lengths at every character. So the whole text, as one number of the lower 8 bits
    of each character, is compared with itself moved by the length of a word: where both are alike their XOR is zero.
    """
    at = text.find(_SHORT)
    while at >= 0:
        yield at
        at = text.find(_SHORT, at + 1)
    units = text.encode("utf-32-le", "replace")[::4]
    number = int.from_bytes(units, "little")
    for length in _LENGTHS:
        difference = (number ^ number >> 8 * length).to_bytes(len(units), "little")
        alike = bytes(length)
        at = difference.find(alike)
        while at >= 0:
            if _TWICE.match(text, at):
                yield at
            at = difference.find(alike, at + 1)


def repeated_words(text: str, allowed: Collection[str]) -> Iterator[tuple[int, int]]:
    """Where a word stands twice in a row, other than the allowed ones."""
    for match in _TWICE.finditer(text):
        if match[0] not in allowed:
            yield match.span()


def _joints(subject: Subject, rule: Rule, repeated: set[str], allowed: list[str]) -> Iterator[Finding]:
    written, prose = passages(subject), passages(subject, names=False)
    for heading, text in body_paragraphs(subject):
        for start, end in repeated_words(text, allowed) if text in repeated else ():
            if any(text[start:end] in passage.text for passage in written):
                continue  # already found where it was written
            source = beside(prose, text, start, end)
            if source is not None and is_lead_said_again(subject, source, text[start:end]):
                continue  # which WZ-14 says
            where = source.location if source else Location(path=heading)
            label = source.label if source else f"“{heading}”"
            message = f"{label}接到固定句子里成了“{around(text, start, end, 4)}”，词重复了"
            yield Finding(rule.code, rule.severity, message, where, _HINT, text[start:end])


RULE = Rule("WZ-07", "没有重复的词", Severity.HINT, _check)
