"""What should not stand in a finished document: prompts and blanks of templates, tags, errors of formulas, odd values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from gongkai.auditing.document import AuditedDocument
from gongkai.auditing.outcome import AuditFinding, found_in
from gongkai.auditing.prose import Writing
from gongkai.findings import Severity
from gongkai.rules.text.wn_15_repeated_sentence import repeats_in
from gongkai.rules.wording.wz_07_repeated_word import repeated_words
from gongkai.rules.wording.wz_08_punctuation import punctuation_faults
from gongkai.rules.wording.wz_11_odd_value import odd_values

_TAG = re.compile(
    r"</?(?:p|br|div|span|b|i|u|td|tr|table|font|strong|em|a)(?:\s[^<>]*)?/?>|&(?:nbsp|lt|gt|amp|quot);"
)
_MARKUP = re.compile(r"\$[^$\n]{1,40}\$|\\(?:geq?|leq?|times|frac|text)\b|\*\*[^*\n]+\*\*|\{\{|\}\}|\{%|%\}")
_BLANK = re.compile(
    r"(?<![A-Za-z\d])[Xx]{2,}(?![A-Za-z\d])|×{2,}|＿{3,}|_{4,}|【\s*】|(?<=[一-龥])某某(?=[一-龥])|(?<=[一-龥])[XxＸ](?=(?:万元|个|人|年|辆|%))"
)
_MASKED = re.compile(r"[\d×*\s-]+")
_EITHER = re.compile(
    r"(?:增加|增长|下降|减少|大于|小于)\((?:增加|增长|下降|减少|大于|小于)\)|(?:增加|增长|上升|减少|下降|降低)(?:基本)?持平"
)
_ONLY_SIGN = re.compile(r"(?:[≥≤＝=><]|>=|<=)\s*(?:%|个|元|万元|人|次|天|名|件|项|月|家|户|台|小时)")
_DOTS = re.compile(r"\.{5,}")
_CONTENTS = re.compile(r"\.{5,}\s*\d{0,3}\s*$|(?:[情状]况|说明|概况|职责|[算标报]表|解释|附件)\s*\.{5,}")
_NO_YEAR = re.compile(r"[一-龥]{1,3}(?:财|人社|政|办)[一-龥]{0,3}[〔【\[]\d{1,3}[〕】\]]\s*\d*号?")
_OVER_RATE = re.compile(r"(?:≥|>=)\s*100%")
_DATE = re.compile(r"20\d{11,12}")
_PROMPT = re.compile(r"[，,。；;:][^()]*\(\d{2,4}字以内\)[。]?$")
_LEAST_REPEATED = 8
_SENTENCE_ENDS = "。！？；;.!?”)》>"
_HEAD_CUT = re.compile(r"(?:0\d\d年|照《|据《|于《|[，。；、）》%])")
_CUT_LENGTH = 12
_LONG_CELL = 30
_NEAR_SENTENCES = 4
_LONG_ENOUGH = re.compile(r"^(?=.*[一-龥]{6}).{16,}", re.DOTALL)
_STATES = re.compile(r"[一-龥]{4}.*\d万元.*[。；;]$")  # however short, an amount is not said twice
_WRITTEN = 30  # characters of a paragraph whose lines were surely one text
_CLAUSE_ENDS = re.compile(r"[。；，]")  # lines of a cover have none; put together they are no text
Look = Callable[[AuditedDocument, Writing], Iterator[AuditFinding]]


def check_wording(document: AuditedDocument) -> list[AuditFinding]:
    """Every paragraph and every cell of text."""
    found: list[AuditFinding] = []
    for writing in (*document.prose, *document.cells):
        for look in (_residues, _prompts, _values, _hints):
            found += look(document, writing)
    found += _cut_cells(document)
    found += _said_again(document)
    return found


def _at(writing: Writing, match: re.Match[str], more: int = 0) -> tuple[int, int]:
    return max(0, match.start() - more), min(len(writing.text), match.end() + more)


def _prompts(document: AuditedDocument, writing: Writing) -> Iterator[AuditFinding]:
    """A cell that holds what should be written there: 分析存在的问题及原因。（200字以内）"""
    del document
    text = writing.text
    prompt = _PROMPT.search(text) if writing.table else None
    if prompt is not None:
        yield found_in(
            "SJ-20",
            f"单元格里是填写提示：“{text[:16]}…{prompt[0][prompt[0].rfind('(') :]}”",
            writing.spot(),
            severity=Severity.WARNING,
            found=text[:40],
        )


def _residues(document: AuditedDocument, writing: Writing) -> Iterator[AuditFinding]:
    text = writing.text
    if _MASKED.fullmatch(text.strip()):
        return  # a name or a number that was covered on purpose
    words = document.words
    for pattern, what in (
        (_TAG, "网页标签"),
        (words.formula_errors, "公式错误值"),
        (_MARKUP, "排版代码"),
        (_BLANK, "没有填的占位符"),
        (words.prompts, "模板的填写提示"),
        (words.watermarks, "扫描、转换软件的字样"),
    ):
        match = pattern.search(text)
        if match is not None:
            yield found_in(
                "SJ-20",
                f"有{what}“{match[0][:30]}”",
                writing.spot(*_at(writing, match, 6)),
                severity=Severity.ERROR,
                found=match[0],
            )
    for pattern, what, severity in (
        (_EITHER, "二选一的字没有删", Severity.WARNING),
        (words.system_labels, "系统标签", Severity.WARNING),
        (words.upper_level, "上级的口径", Severity.WARNING),
        (_DOTS, "省略号占位", Severity.HINT),
    ):
        if pattern is words.upper_level and document.is_upper_level:
            continue
        if pattern is _DOTS and _CONTENTS.search(text):
            continue  # they lead to the number of a page
        level = severity
        if pattern is words.system_labels and re.search(rf"[局委办院会厅中心]{pattern.pattern}", text):
            level = (
                Severity.HINT
            )  # it stands behind the name as part of it; a department may be called so everywhere
        match = pattern.search(re.sub(r"《[^》]*》", lambda title: "〇" * len(title[0]), text))
        if match is not None:
            yield found_in(
                "SJ-20",
                f"{what}：“{match[0]}”",
                writing.spot(*_at(writing, match, 8)),
                severity=level,
                found=match[0],
            )
    if writing.table and _ONLY_SIGN.fullmatch(text.strip()):
        table = document.table(writing.table)
        row = table.rows[writing.row - 1] if table is not None and len(table.rows) >= writing.row else []
        name = next((each for each in reversed(row[: writing.column - 1]) if each.strip()), "")
        yield found_in(
            "SJ-20",
            f"“{name}”的指标值只有“{text.strip()}”，没有数",
            writing.spot(),
            severity=Severity.WARNING,
            found=text.strip(),
            compared_with=name,
        )


def _values(document: AuditedDocument, writing: Writing) -> Iterator[AuditFinding]:
    text = writing.text
    for fault in odd_values(text):
        quoted = re.search(r"“([^”]+)”", fault)
        start = text.find(quoted[1]) if quoted else -1
        spot = writing.spot(start, start + len(quoted[1])) if quoted and start >= 0 else writing.spot()
        yield found_in("SJ-21", fault, spot, severity=Severity.WARNING)
    if (match := _NO_YEAR.search(text)) is not None:
        yield found_in(
            "SJ-21",
            f"文号“{match[0]}”没有年份",
            writing.spot(*_at(writing, match, 2)),
            severity=Severity.WARNING,
        )
    if writing.table and (match := _DATE.fullmatch(text.strip())) is not None:
        late = document.year and int(match[0][:4]) != document.year
        yield found_in(
            "SJ-21",
            f"填报日期“{match[0]}”是系统时间戳{'，不在本年度' if late else ''}，应写成年月日",
            writing.spot(),
            severity=Severity.HINT,
        )
    for wrong, right in document.words.headings_wrong.items():
        if text.strip().replace(" ", "") == wrong.replace(" ", ""):
            yield found_in(
                "SJ-21",
                f"“{wrong}”应为“{right}”",
                writing.spot(),
                severity=Severity.HINT,
                found=wrong,
                expected=right,
            )


def _hints(document: AuditedDocument, writing: Writing) -> Iterator[AuditFinding]:
    text = writing.printed
    if len(text) < _LEAST_REPEATED // 2:
        return
    faults = [each for each in dict.fromkeys(punctuation_faults(text)) if not each.startswith("半角")][:2]
    faults += [f"“{found}”应为“{right}”" for found, right in document.words.typos_in(text)]
    is_text = len(text) > _WRITTEN and not (writing.place.page and not _CLAUSE_ENDS.search(text))
    for start, end in repeated_words(text, document.words.allowed_twice) if is_text else ():
        faults.append(f"“{text[start:end]}”有重复的词")
    for fault in faults:
        quoted = re.search(r"“([^”]+)”", fault)
        start = text.find(quoted[1]) if quoted else -1
        spot = (
            writing.spot(max(0, start - 4), start + len(quoted[1]) + 4)
            if quoted and start >= 0
            else writing.spot()
        )
        yield found_in("SJ-21", fault, spot, severity=Severity.HINT)
    for fault in list(repeats_in(re.sub(r",(?!\d)", "，", text), _LEAST_REPEATED))[:3]:
        if fault.startswith("一句里") and not writing.table:
            continue  # clauses of two figures may well be alike
        quoted = re.search(r"“([^”]+)”", fault)
        word = quoted[1].rstrip("…") if quoted else ""
        start = text.rfind(word) if word else -1
        spot = writing.spot(start, start + len(word)) if start >= 0 else writing.spot()
        yield found_in("SJ-22", fault, spot, severity=Severity.HINT if writing.table else Severity.WARNING)


def _cut_cells(document: AuditedDocument) -> Iterator[AuditFinding]:
    """Cells that end in the middle of what another cell says in full, or that begin in the middle of a word."""
    cells = [each for each in document.prose if each.table]
    texts = sorted({each.text for each in cells})
    for each in cells:
        text = each.text
        if (head := _HEAD_CUT.match(text)) is not None:
            yield found_in(
                "SJ-21", f"开头“{text[:12]}”缺字", each.spot(0, head.end() + 8), severity=Severity.WARNING
            )
        if len(text) < _CUT_LENGTH or text[-1] in _SENTENCE_ENDS:
            continue
        longer = (
            ""
            if len(text) < _LONG_CELL
            else next(
                (
                    other
                    for other in texts
                    if len(other) > len(text) and other.startswith(text) and _inside(other, len(text))
                ),
                "",
            )
        )
        cut = re.search(r"\d{1,2}季$|年\d{1,2}$|并报同级人$|[的和与及或]$", text)
        if longer or cut:
            yield found_in(
                "SJ-21",
                f"到“{text[-10:]}”就断了"
                + (f"，另一格里后面还有“{longer[len(text) : len(text) + 10]}”" if longer else ""),
                each.spot(len(text) - 14 if len(text) > 14 else 0, len(text)),
                severity=Severity.WARNING,
                expected=longer[len(text) : len(text) + 20],
            )


def _inside(text: str, at: int) -> bool:
    """Whether a place is in the middle of a sentence: a character of a word on both sides."""
    return re.match(r"[一-龥]", text[at]) is not None and re.match(r"[一-龥\d]", text[at - 1]) is not None


def _said_again(document: AuditedDocument) -> Iterator[AuditFinding]:
    """A sentence with figures that the next paragraphs say again, word for word."""
    near: list[tuple[str, str]] = []
    last = ""
    for writing in document.prose:
        if writing.table:
            last = ""
            continue
        if writing.text == last and (_LONG_ENOUGH.search(last) or _STATES.search(last)):
            yield found_in(
                "SJ-22", f"与前一段相同：“{last[:24]}……”", writing.spot(), severity=Severity.WARNING
            )
            continue
        last = writing.text
        first = re.match(r"[^。\n]{20,}。", writing.text)
        sentences = [first[0]] if first is not None and re.search(r"\d万元", first[0]) else []
        for sentence in sentences:
            if any(sentence == other for other, _ in near):
                start = writing.text.find(sentence)
                yield found_in(
                    "SJ-22",
                    f"“{sentence[:24]}……”与前面一段的句子相同",
                    writing.spot(start, start + len(sentence)),
                    severity=Severity.WARNING,
                )
        near = [*near, *((each, "") for each in sentences)][-_NEAR_SENTENCES:]
