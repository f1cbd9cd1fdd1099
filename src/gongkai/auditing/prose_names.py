"""Names of the amounts in sentences that no known format explains, by the words before them: a figure, a code, a
project's funds.

Never by their value. What the words do not tell stays without a name, and the account says why.
"""

from __future__ import annotations

import re

from gongkai.auditing.document import AuditedDocument
from gongkai.auditing.outcome import AmountPlace
from gongkai.auditing.prose import Writing
from gongkai.auditing.quantities_said import CHANGE, Said, Sentence
from gongkai.auditing.roles import LAST, NEXT, PLANNED, Speaking, role_of
from gongkai.auditing.subjects import Binder, binder_of, subject_of
from gongkai.model.labels import FUNCTION_DIMENSION

_FUNDS = re.compile(
    r"((?:年初|全年|年中|当年|调整后?)?预算(?:申报|编制|批复|执行|安排|支出)?(?:数|资金|金额)?|执行(?:数|金额)?|(?:实际)?(?:到位|拨付|支付|下达|使用|支出|结余|结转)(?:资金|金额|数)?|(?:项目|年度)?(?:总)?(?:资金|投资|金额)(?:总额)?)"
    r"(?:共计|合计|共|为|是|约|达|计|\s)*$"
)
_EACH = re.compile(r"(?:每[人户个月年件次辆]|标准|单价|均价|人均|/)[^，。；;]{0,14}$")
_CUT_OFF = ("", "支出", "收入")
"""What the subject of a clause before may have lost at its end."""
_PROJECT = re.compile(r"项目|绩效|附件|自评|资金")
_LAST_YEAR = "认出是上年的数，要有上年的材料（--with）"
_CHANGE = "认出是哪个数的变动，材料里没有印前后两个数"
_NO_FACT = "认出是哪个数，表里没有印这个数"
_OF_PROJECT = "认出是项目资金的哪一项，绩效表里没有可比的格"
_RATE_OF_PAY = "是标准、单价，材料里没有别处写它"
_UNKNOWN = "主语不是表里数的名称，也没有同一句、同一段的数可比"


def bind_prose(document: AuditedDocument) -> None:
    """Name the amounts of sentences that are not bound yet, in the document's account."""
    account, binder = document.account, binder_of(document)
    last: dict[int, str] = {}
    for index, sentence in document.sentences:
        writing = document.prose[index]
        for said in sentence.said:
            place = AmountPlace(False, index, said.start)
            code = _code(binder, writing, sentence, said) or last.get(index, "")
            last[index] = code
            if not said.is_amount or place in account.names:
                continue
            name, reason = _name(binder, writing, sentence, said, code)
            if name:
                account.bind(place, name, reason)
            elif place not in account.checked:
                account.reasons[place] = _RATE_OF_PAY if _EACH.search(said.lead) else _UNKNOWN


def _known(binder: Binder, subject: str) -> str:
    """A subject as the name of a figure, an item of the economic classification or a class."""
    return binder.known(subject) or (binder.item_of(subject)[0] and subject) or binder.class_of(subject)


def _is_code_alone(binder: Binder, subject: str, code: str) -> bool:
    """Whether a subject says nothing more than a code does, or nothing at all."""
    bare = subject.removesuffix("科目").rstrip("类款项支出收入")
    names = binder.document.codes.names[FUNCTION_DIMENSION].get(code, ())
    return not bare or any(name.rstrip("类款项支出收入").endswith(bare[-4:]) for name in names)


def _code(binder: Binder, writing: Writing, sentence: Sentence, said: Said) -> str:
    before = writing.text[sentence.start : said.start]
    return binder.code_of(before)


def _name(binder: Binder, writing: Writing, sentence: Sentence, said: Said, code: str) -> tuple[str, str]:
    """What an amount is called, and why it would stay unchecked."""
    document = binder.document
    subject = subject_of(sentence, said, document.unit_name)
    called = next((found for tail in _CUT_OFF if (found := _known(binder, subject + tail))), "")
    if not called and code and _is_code_alone(binder, subject, code):
        called = code
    role = role_of(Speaking(document, writing, sentence), said)
    if called and said.kind == CHANGE:
        return f"{called}的变动", _CHANGE
    if called:
        stage = {LAST: "上年", NEXT: "其他年度", PLANNED: "预算"}.get(role, "")
        return f"{called}{stage}", _LAST_YEAR if role in (LAST, NEXT) else _NO_FACT
    funds = _FUNDS.search(said.lead)
    if funds is not None and (writing.table or _PROJECT.search("".join(writing.section))):
        return f"项目资金的{funds[1]}", _OF_PROJECT
    return "", ""
