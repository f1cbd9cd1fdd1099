"""WZ-09 常见错别字

查什么：常错词表里的词；一段文字里有四个以上繁体字的。
为什么：错别字公开后最容易被读者发现。
通过：有效缓解就业压力。
违反：收疫情影响；城乡民民。
怎么改：按提示的正确写法改。
依据：检查目录 WZ-09；词表（错→正）在格式的 settings 里，一行一个，可用“更多”增加。
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gongkai.findings import Finding, Severity
from gongkai.rules.passages import Passage, any_of, pairs, passages, scan, texts
from gongkai.rules.rule import Outcome, Rule, Subject

_SEVERAL = 4  # fewer may be rare characters of a name
_SHOWN = 8


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    right = pairs(options)
    pattern = any_of(right)
    if pattern is None:
        return rule.skipped("没有词表")

    def look(passage: Passage) -> list[str]:
        return [f"“{found}”应为“{right[found]}”" for found in pattern.findall(passage.text)]

    outcome = scan(subject, rule, look, "请按正确写法改", trigger=pattern)
    traditional = list(_traditional(subject, rule))
    return rule.outcome([*outcome.findings, *traditional], outcome.checked) if traditional else outcome


def _traditional(subject: Subject, rule: Rule) -> Iterator[Finding]:
    """A finding for each prose text of traditional characters; a few may be those of a name."""
    known = texts(subject, names=False)
    if not _characters(known.joined):  # as nearly always
        return
    for passage in passages(subject, names=False):
        found = _characters(passage.text)
        if len(found) >= _SEVERAL:
            message = f"{passage.label}：有繁体字“{''.join(found[:_SHOWN])}”"
            yield Finding(rule.code, rule.severity, message, passage.location, "请改成规范的简体字", found[0])


def _characters(text: str) -> list[str]:
    """The different Chinese characters of a text that GB 2312 has not: traditional and rare ones."""
    # Each is written as &#24180;, after which nothing but these begins with an ampersand.
    unknown = text.replace("&", "").encode("gb2312", "xmlcharrefreplace").split(b"&#")[1:]
    chars = dict.fromkeys(chr(int(part[: part.index(b";")])) for part in unknown)
    return [char for char in chars if "\u4e00" <= char <= "\u9fff"]


RULE = Rule("WZ-09", "常见错别字", Severity.HINT, _check)
