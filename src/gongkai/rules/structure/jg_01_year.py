"""JG-01 文字中的年度与公开年度一致

查什么：文字里写成本次公开的年度（“2022年度单位决算”“截至2022年12月31日”“2022年末实有”）；已发生的事写成以后的年度；报告里的年度区间与报告对象名称里的不一致。
为什么：沿用上年文字最容易漏改年度，封面、表和文字一对照就能看出来。
通过：2023 年度决算写“截至2023年12月31日”“2023年度单位决算”，与上年比较时写 2022 年。
违反：2023 年度自评写“弥补发放2024年补助”；报告对象是“2023-2024年度”，文中写“2022-2023年度”。
怎么改：改成公开年度；确实是以前年度文件、合同的，写全文件名并加书名号。
依据：检查目录 JG-01。
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from gongkai.findings import Severity
from gongkai.rules.passages import Passage, around, scan, sentences, year_of
from gongkai.rules.rule import Outcome, Rule, Status, Subject

_TITLES = re.compile(r"《[^》]*》")
_KIND = re.compile(r"((?:19|20)\d\d)年度?(?:部门|单位)?(?:决算|绩效自评|自评)")
_AS_OF = re.compile(r"截[至止]\s*((?:19|20)\d\d)年(?:12月31日|年?末|年?底)")
_STATE = re.compile(
    r"((?:19|20)\d\d)(?<![截至止到]\d{4})(?<![截至止到]\s\d{4})年(?:12月31日|年?[末底])[，,]?"
    r"(?:本?单位|本?部门|我局|全局|全县|机关)?(?:现有|实有|共有|在职|在编|编制|人员|职工|保有|车辆|公务用车|固定资产)"
)
_DONE = re.compile(r"(?:发放|完成|支付|拨付|兑现)了?((?:19|20)\d\d)年")
_RANGE = re.compile(r"((?:19|20)\d\d)\s*[-—－~至]\s*((?:19|20)\d\d)年度")
_TRIGGER = (re.compile(r"19\d\d"), re.compile(r"20\d\d"))
_COMPARED = ("比", "较", "与", "上年", "上一年", "以前年度")
_HINT = "请核对年度，沿用上年的文字要逐处改成公开年度"


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    year = year_of(subject)
    if not year:
        return Outcome(rule.code, rule.name, Status.NOT_RUN, "单位信息没有填年度")
    settled = subject.pack.kind != "budget"

    def look(passage: Passage) -> list[str]:
        text = _TITLES.sub("", passage.text)
        found = list(_ranges(text, passage.about))
        if settled and (
            _KIND.search(text) or _AS_OF.search(text) or _STATE.search(text) or _DONE.search(text)
        ):
            found += [fault for sentence in sentences(text) for fault in _years(sentence, year)]
        return found

    return scan(subject, rule, look, _HINT, names=False, trigger=_TRIGGER, whole=True)


def _years(sentence: str, year: int) -> Iterator[str]:
    compared = any(word in sentence for word in _COMPARED)
    for match in _KIND.finditer(sentence):
        named = int(match[1])
        if named != year and not (compared and named < year):
            yield f"“{around(sentence, *match.span())}”，公开年度是 {year}"
    for match in _AS_OF.finditer(sentence):
        named = int(match[1])
        if named != year and not (compared and named < year):
            yield f"“{match[0]}”，公开年度是 {year}"
    for match in _STATE.finditer(sentence):
        named = int(match[1])
        if named != year and not (compared and named < year):
            yield f"“{match[0]}”是 {named} 年的状况，公开年度是 {year}"
    for match in _DONE.finditer(sentence):
        if int(match[1]) > year:
            yield f"“{around(sentence, *match.span())}”写在 {year} 年度的已发生事项里"


def _ranges(text: str, about: str) -> Iterator[str]:
    named = _RANGE.search(about)
    if named is None:
        return
    for match in _RANGE.finditer(text):
        if match.groups() != named.groups():
            yield f"写“{match[0]}”，名称里是“{named[0]}”"


RULE = Rule("JG-01", "文字中的年度与公开年度一致", Severity.WARNING, _check)
