"""WN-08 占比合计为100%

查什么：自己写的文字里，同一句列出的两个以上占比（“占71.65%”）相加接近 100%（相差 1 个百分点以内）而又不等于 100%。
为什么：占比分别计算、分别修改，合起来多出或少了，说明有一个没有跟着改。
通过：占71.65%、占11.11%、占15.16%、占2.08%，合计 100.00%；占60.00%、占20.00%，没有列全的不查。
违反：占71.73%、占11.11%、占15.16%、占2.07%，合计 100.07%。
怎么改：按同一个合计重新计算各项占比；尾差由最大的一项承担。
依据：检查目录 WN-08；容差 0.005×(项数+1) 个百分点，没有写“其中”“等”的才查。
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from gongkai.findings import Severity
from gongkai.patterns import late
from gongkai.rules.passages import Passage, scan
from gongkai.rules.rule import Outcome, Rule, Subject

_SENTENCE = re.compile(r"[^。！？\n]+")  # shares of one whole are often parted by semicolons
_SHARE = re.compile(r"占[^，。；、\d]{0,12}?(\d{1,3}(?:\.\d{1,4})?)[%％]")
_PARTIAL = late(r"其中|约|左右|等[，。；、]")
_WHOLE, _NEAR = Decimal(100), Decimal(1)


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    return scan(
        subject, rule, _look, "请按同一个合计重新计算各项占比，合计应是 100%", names=False, trigger=("占",)
    )


def _look(passage: Passage) -> list[str]:
    found = []
    for sentence in _SENTENCE.findall(passage.text):
        shares = [Decimal(text) for text in _SHARE.findall(sentence)]
        if len(shares) < 2 or _PARTIAL.search(sentence):
            continue
        total = sum(shares, Decimal(0))
        step = max(Decimal(1).scaleb(int(share.as_tuple().exponent)) for share in shares)
        # every share is a multiple of its last digit, so that the remainder is one as well
        allowed = (step / 2 * (len(shares) + 1)) // step * step
        if allowed < abs(total - _WHOLE) <= _NEAR:
            found.append(f"各项占比合计 {total}%，应是 100%（{'、'.join(f'{share}%' for share in shares)}）")
    return found


RULE = Rule("WN-08", "占比合计为100%", Severity.ERROR, _check)
