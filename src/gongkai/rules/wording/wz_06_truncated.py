"""WZ-06 文字不截断

查什么：成段的文字开头缺字（以标点、“022年”、“照《”开头），结尾停在“的、和、并、按”等字上，停在顿号、逗号上，或最后一句没有写完；接在固定句子里的文字没有写完一句就另起一段。
为什么：复制时漏选、单元格超长被截，公开后句子不完整。
通过：以句号结尾；接在固定句子后的短语可以没有句号。
违反：“资金全部到位。创业贴息2024年3季”；“照《关于举办大赛的通知》”。
怎么改：对照原文把缺的字补全。
依据：检查目录 WZ-06。
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from gongkai.findings import Finding, Severity
from gongkai.patterns import late
from gongkai.rules.passages import Passage, body_paragraphs, passages, scan, shorten
from gongkai.rules.rule import Outcome, Rule, Subject

_HEAD = re.compile(r"^(?:[，。；、：！？）》”%]|0\d\d年|照《|据《|于《|[年月日](?=\d))")
_TAIL = late(
    r"(?:[，、（《“]|(?<!目)的|以及|并且|和|与|及|并报同级人|(?<!兼)并|或|按照|根据|为了|对于|由于|其中)$"
)
_UNFINISHED = (
    *tuple("，、（《“的和与及并或"),
    "并且",
    "并报同级人",
    "按照",
    "根据",
    "为了",
    "对于",
    "由于",
    "其中",
)
_HEADS = frozenset("，。；、：！？）》”%0照据于年月日")
_TAILS = frozenset("".join([word[-1] for word in _UNFINISHED]))
_ENDS = "。！？；：…）)》”\"'%．."
_TAG_ENDS = frozenset(">;")
_LONG = 12
_ONE = "请接成一句，几项之间用“、”“；”隔开"
_TAG_AT_END = re.compile(r"(?:</?[A-Za-z][^<>]{0,40}>|&[a-z]{2,8};|\s)+$")


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    outcome = scan(subject, rule, _look, "请对照原文把缺的字补全；写完的加句号", names=False)
    broken = list(_broken_sentences(subject, rule))
    return rule.outcome([*outcome.findings, *broken], outcome.checked) if broken else outcome


def _broken_sentences(subject: Subject, rule: Rule) -> Iterator[Finding]:
    """A finding for each text that begins in the middle of a fixed sentence and breaks off to a new paragraph."""
    written = [
        passage
        for passage in passages(subject, names=False)
        if "\n" in (text := passage.text) and "\n" in text.strip()
    ]
    printed = [text for _, text in body_paragraphs(subject)] if written else []
    for passage in written:
        first, rest = passage.text.strip().split("\n", 1)
        first = first.rstrip()
        if not first or first[-1] in _ENDS:
            continue
        if any(text.endswith(first) and text.strip() != first for text in printed):
            message = f"{passage.label}接在固定句子里，却在“{first[-8:]}”后面另起了一段“{rest.strip()[:8]}”"
            yield Finding(rule.code, rule.severity, message, passage.location, _ONE, shorten(passage.text))


def _look(passage: Passage) -> list[str]:
    text = passage.text.strip()
    if text[-1:] in _TAG_ENDS:
        text = _TAG_AT_END.sub("", text).strip()  # a web tag is WZ-01's alone
    found = []
    if text[:1] in _HEADS and len(text) >= 4 and (head := _HEAD.match(text)):
        found.append(f"开头是“{text[: head.end() + 4]}”，疑缺字")
    last = text[-1:]
    if last in _TAILS and len(text) >= _LONG and text.endswith(_UNFINISHED) and (tail := _TAIL.search(text)):
        found.append(f"停在“{text[max(0, tail.start() - 6) :]}”，疑没有写完")
    elif last not in _ENDS and "。" in text:
        found.append(f"最后一句“{text[text.rindex('。') + 1 :][-12:]}”没有句号，疑没有写完")
    return found


RULE = Rule("WZ-06", "文字不截断", Severity.WARNING, _check)
