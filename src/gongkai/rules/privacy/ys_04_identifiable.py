"""YS-04 不写可识别到个人的待遇和健康情况

查什么：人数不超过 3 人而逐人写工资、补助标准；写某几个人去世、患病。
为什么：人数很少时，读者可以对应到具体的人。
通过：写总人数和总金额。
违反：“2名离休人员，一人月工资9800元，一人月工资9200元”；“两位老工人于年初去世”。
怎么改：只写总额，或写“人员自然减少”。
依据：检查目录 YS-04。
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from gongkai.findings import Severity
from gongkai.patterns import late
from gongkai.rules.passages import Passage, scan, sentences
from gongkai.rules.rule import Outcome, Rule, Subject

_FEW = late(r"(?<![\d万千百十])(?:[123]|[一两二三])(?:名|位|人)")
_PAY = re.compile(r"(?:月工资|月标准|每月|月基本|月养老金|基本退休费)[^，。；]{0,8}?\d[\d,.]*元")
_FATE = late(
    r"(?<![\d万千百十])(?:[123]|[一两二三])(?:名|位|人)[^，。；]{0,16}(?:去世|病故|死亡|患病|患癌|重病|逝世)"
    r"|(?:去世|病故|逝世)(?:[123]|[一两二三])(?:名|位|人)"
)

_TRIGGER = tuple(re.compile(f"{word}(?<=[123一两二三]{word})") for word in "名位人")


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    return scan(
        subject, rule, _look, "请只写总人数和总金额；人员变动写“自然减少”", names=False, trigger=_TRIGGER
    )


def _look(passage: Passage) -> list[str]:
    found = [f"“{match[0]}”可识别到个人" for match in _FATE.finditer(passage.text)]
    for sentence in sentences(passage.text):
        few = _FEW.search(sentence)
        if few and len(_PAY.findall(sentence)) >= 2:
            found.append(f"只有 {few[0]}，却逐人写出了工资")
    return found


RULE = Rule("YS-04", "不写可识别到个人的待遇和健康情况", Severity.WARNING, _check)
