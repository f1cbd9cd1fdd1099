"""What people write on a sheet that is no data: who made it and when, notes at the foot, columns of remarks.

Nothing with a number where numbers are read is taken for such: it is refused rather than dropped.
"""

from __future__ import annotations

import re
from collections.abc import Container, Set
from functools import lru_cache

from gongkai.intake.numbers import read_date, read_number
from gongkai.model.labels import normal
from gongkai.readers.cells import RawCell, folded

_WHO = "制表|填表|填报|编制|编报|审核|复核|审批|审定|经办|负责|联系|主管|会计|出纳|录入|校对|核对|财务|分管领导|单位领导"
_SIGNED = re.compile(
    rf"(本?(单位|部门|科室|财务|项目|会计|机构)?({_WHO})(机构|部门|单位)?"
    r"(人员?|者|日期|时间|电话|方式|领导|负责人|签字|盖章)?|日期|时间|电话|签字|签章|盖章|公章)"
    r"(\((签字|签章|盖章|签名|公章|签字盖章)\))?[::]"
)
# Without a colon only what can be nothing else.
_ALONE = re.compile(
    r"(制表人|填表人|填报人|审核人|复核人|经办人|单位负责人|财务负责人|填报日期|填表日期|联系电话)(\s|$)"
    r"|以下空白$|\((盖章|公章|签章|签字|单位盖章)\)$"
)
# What a printed page or an export adds, and numbered sub-headings; no amount stands in such a row.
_PAGE_LINE = re.compile(
    r"第\d+页|共\d+页|(打印|导出|制表|生成)(日期|时间|人员?)[::]|续表$|\(?续表?\)?$|-?\d+/\d+页?$|接上页|转下页"
)
_NUMBERED = re.compile(r"(\([一二三四五六七八九十]+\)|[一二三四五六七八九十]+[、.])\D+$")
_PHONE = re.compile("电话|联系")
_NOTE = re.compile(r"(注|附注|说明|备注|填表说明|填报说明|编制说明|注意事项)\s*\d*\s*([::]|\s)")
_REMARKS = re.compile(
    "备注|说明|附注|注释|摘要|批注|来源|出处|经办|核对|复核|审核|填表|填报|责任|联系|文号|依据|附件|^序号$|^行次$|^编号$|状态|进度"
)


@lru_cache(maxsize=2048)
def is_signature(label: str) -> bool:
    """True for 制表人：…, 审核：…, 填报日期：…, 联系电话：… and the like."""
    text = folded(label)
    return bool(_SIGNED.match(text.replace(" ", "")) or _ALONE.match(text))


@lru_cache(maxsize=2048)
def _is_page_line(label: str) -> bool:
    return bool(_PAGE_LINE.match(folded(label).replace(" ", "")))


def is_note(label: str) -> bool:
    """True for a line that begins as notes do: 注：…, 说明：…, 填表说明：…"""
    return bool(_NOTE.match(folded(label)))


def is_remark(heading: str) -> bool:
    """True for the heading of a column of remarks, which nobody needs to read: 备注, 说明, 核对人, 数据来源."""
    return bool(_REMARKS.search(normal(heading)))


class Foot:
    """The foot of a sheet of rows, met from above.

    `numbers` are the columns in which numbers are read, `computed` those of our own formulas: each blank row
    of the workbook that we hand out holds some, also the row that somebody writes a note in. `by_code` tells that
    each row has a code: there numbered headings (一、项目支出) may stand among the rows.
    """

    def __init__(
        self, numbers: Container[int], computed: Set[int] = frozenset(), by_code: bool = False
    ) -> None:
        self.by_code = by_code
        self.numbers = numbers
        self.computed = computed
        self.reached = False

    def takes(self, row: dict[int, RawCell], label: str) -> bool:
        """True for a row of the foot: a signature, a note, below them lines of one text. `label` is its first text."""
        if _is_page_line(label) and not self._has_number(row):
            return True
        if is_signature(label):
            self.reached = self.reached or bool(_PHONE.search(label)) or not self._has_number(row)
            return self.reached
        beside = len(row) - len(self.computed)  # nearly always enough to know
        if beside > 1 or len(row.keys() - self.computed) > 1 or self._has_number(row):
            return False
        if is_note(label):
            self.reached = True
        if self.by_code and _NUMBERED.match(folded(label).replace(" ", "")):
            return True
        return self.reached or (read_date(label) is not None and not folded(label).isdigit())

    def _has_number(self, row: dict[int, RawCell]) -> bool:
        return any(column in self.numbers and _is_number(cell.value) for column, cell in row.items())


def _is_number(value: object) -> bool:
    if isinstance(value, str):
        return read_number(value) is not None
    return isinstance(value, int | float)
