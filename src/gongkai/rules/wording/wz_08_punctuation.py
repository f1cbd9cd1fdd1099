"""WZ-08 标点成对、不连用

查什么：“。；”“，，”“。。”等连用的标点；括号、书名号不成对；汉字之间的半角逗号；固定句子与填写的文字接起来出现的连用标点。
为什么：标点错乱是没有校对的痕迹。
通过：设8个股室：办公室、财务股。
违反：“8个股室；。”；“2023年度)”缺左括号。
怎么改：删去多余的标点，补上缺的一半括号；接在固定句子里的文字末尾不加句号。
依据：检查目录 WZ-08。
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from gongkai.findings import Finding, Location, Severity
from gongkai.patterns import late
from gongkai.rules.passages import NO_TEXT, Passage, around, beside, body_paragraphs, passages, texts
from gongkai.rules.requirements import lacks_required
from gongkai.rules.rule import Outcome, Rule, Subject

_DOUBLE = re.compile(r"[，。；、：！？,;][，。；、：！？]+")
_HALF = re.compile(r"[,;:?!](?<=[一-龥].)(?=[一-龥])")
_PAIRS = {"）": "（(", ")": "（(", "】": "【", "]": "[", "》": "《", "〕": "〔", "”": "“"}
_OPEN = set("（(【[《〔“")
_BRACKET = re.compile(f"[{re.escape(''.join(sorted({*_PAIRS, *_OPEN})))}]")
_NUMBERED = re.compile(r"^\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3}|[a-zA-Z])[)）]", re.M)
# What each fault has; quick to search for, because a character of a set begins it.
_SIGNS: tuple[re.Pattern[str] | str, ...] = (
    re.compile(r"[，。；、：！？,;][，。；、：！？]"),
    *sorted({*_PAIRS, *_OPEN}),
)
_HALVES = {sign: late(rf"{re.escape(sign)}(?<=[一-龥].)[一-龥]") for sign in ",;:?!"}
_LISTED = tuple(re.compile(rf"{sign}(?<=[\da-zA-Z一二三四五六七八九十]{sign})") for sign in (r"\)", "）"))
_HINT = "请改正标点；接在固定句子里的文字末尾不加句号"


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    found = passages(subject)
    if not found:
        return rule.skipped(NO_TEXT)
    known = texts(subject)
    halves = [pattern for sign, pattern in _HALVES.items() if sign in known.joined]
    listed = {group[0] for group in known.having(*_LISTED)}
    seen = {
        at: faults
        for group in known.having(*_SIGNS, *halves)
        if (faults := list(dict.fromkeys(punctuation_faults(found[group[0]].text, group[0] in listed))))
        for at in group
    }
    findings = []
    for at in sorted(seen):
        passage, faults = found[at], seen[at]
        message = f"{passage.label}：{'；'.join(faults[:3])}"
        findings.append(Finding(rule.code, rule.severity, message, passage.location, _HINT, faults[0]))
    if _DOUBLE.search("\n".join([text for _, text in body_paragraphs(subject)])):
        findings += _joints(subject, rule, found)
    return rule.outcome(findings, len(found))


def punctuation_faults(text: str, listed: bool = True) -> Iterator[str]:
    """Wrong marks of a text, in Chinese; `listed` says that a bracket may stand after a number."""
    for match in _DOUBLE.finditer(text):
        yield f"标点连用“{around(text, *match.span(), 3)}”"
    for match in _HALF.finditer(text):
        yield f"半角标点“{around(text, *match.span(), 3)}”"
    yield from _unpaired(_NUMBERED.sub("", text) if listed else text)


def _unpaired(text: str) -> Iterator[str]:
    brackets = "".join(_BRACKET.findall(text))
    if not brackets.replace("（）", "").replace("“”", "").replace("《》", ""):
        return  # nearly always
    stack: list[str] = []
    for match in _BRACKET.finditer(text):
        at, char = match.start(), match[0]
        if char in _OPEN:
            stack.append(char)
        elif stack and stack[-1] in _PAIRS[char]:
            stack.pop()
        else:
            yield f"“{around(text, at, at + 1)}”缺左边的括号"
            return
    if stack:
        yield f"“{stack[-1]}”没有配对"


def _joints(subject: Subject, rule: Rule, found: list[Passage]) -> Iterator[Finding]:
    prose = [passage for passage in found if not passage.name]
    for heading, text in body_paragraphs(subject):
        for match in _DOUBLE.finditer(text):
            if any(match[0] in passage.text for passage in found):
                continue  # already found where it was written
            source = beside(prose, text, *match.span())
            if source is None and lacks_required(subject):
                continue  # a hole, which the requirement tells with its cell
            where = source.location if source else Location(path=heading)
            label = source.label if source else f"“{heading}”"
            message = f"{label}接到固定句子里成了“{around(text, *match.span())}”，标点连用"
            yield Finding(rule.code, rule.severity, message, where, _HINT, match[0])


RULE = Rule("WZ-08", "标点成对、不连用", Severity.HINT, _check)
