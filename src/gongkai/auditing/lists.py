"""Lists in prose: 其中 and its parts, totals of what is listed, formulas."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from gongkai.auditing.changes_and_reasons import changes_of_parts
from gongkai.auditing.document import AuditedDocument
from gongkai.auditing.edits import closes, one_edit
from gongkai.auditing.outcome import AmountPlace, AuditFinding, found_in
from gongkai.auditing.parts_below import check_parts_below
from gongkai.auditing.prose import Writing
from gongkai.auditing.quantities_said import CHANGE, SHARE, STATED, Said, Sentence, sentences_of
from gongkai.auditing.roles import LAST, NEXT, Speaking, role_of
from gongkai.auditing.subjects import subject_of
from gongkai.findings import Severity
from gongkai.money import in_wan
from gongkai.rules.text.wn_18_arithmetic import WRONG_TOTAL, formula_faults

_OPENING = re.compile(r"其中|分别为|分别是|包括|主要用于以下方面|用于以下方面")
_TOTALLING = re.compile(r"(?:合计|共计|总计|支出合计|以上合计)(?:为|是|达)?\s*$")
_INCOMPLETE = re.compile(r"主要|等(?:项目|方面|支出)?[，。；]|之一|部分")
_LEAST = 2
_REST = re.compile(r"缺口|差额|余款|剩余|尚需|尚欠|结余")
_PER = re.compile(r"每|标准|单价|/|人均")
_MOVED = re.compile(r"从|由|调|转")
_LONG_NUMBER = 3


def check_lists(document: AuditedDocument) -> list[AuditFinding]:
    """Sums that prose says to hold."""
    found: list[AuditFinding] = []
    for index, sentence in _whole_sentences(document):
        spoken = Speaking(document, document.prose[index], sentence)
        found += _parts(spoken, index)
        found += _listed_total(spoken, index)
        found += _remainder(spoken)
        found += _net(spoken)
        found += changes_of_parts(document, index, sentence)
    found += [fault for index in range(len(document.prose)) for fault in _total_first(document, index)]
    found += [fault for index in range(len(document.prose)) for fault in _reasons_of_change(document, index)]
    found += [fault for writing in document.prose for fault in _slipped_units(writing)]
    found += check_parts_below(document)
    for index, writing in enumerate(document.prose):
        for fault in formula_faults(writing.text):
            if fault.startswith(WRONG_TOTAL) and _goes_on(document, index):
                continue
            quoted = re.search(r"“([^”]+)”", fault)
            start = writing.text.find(quoted[1]) if quoted else -1
            spot = writing.spot(start, start + len(quoted[1])) if quoted and start >= 0 else writing.spot()
            found.append(found_in("SJ-10", fault, spot, severity=Severity.WARNING, compared_with="同一句"))
    return found


def _goes_on(document: AuditedDocument, index: int) -> bool:
    """Whether a paragraph may be the rest of the one before it: in a PDF a full line does not tell."""
    return index > 0 and document.prose[index - 1].text.rstrip()[-1:] in tuple("；;，,、")


def _whole_sentences(document: AuditedDocument) -> Iterator[tuple[int, Sentence]]:
    """Sentences up to their 。: a list may have a ； after each part."""
    pending: list[tuple[int, Sentence]] = []
    for index, sentence in document.sentences:
        if pending and (pending[-1][0] != index or pending[-1][1].text.rstrip()[-1:] not in "；;"):
            yield _together(document, pending)
            pending = []
        pending.append((index, sentence))
    if pending:
        yield _together(document, pending)


def _together(document: AuditedDocument, pending: Sequence[tuple[int, Sentence]]) -> tuple[int, Sentence]:
    index, first = pending[0]
    last = pending[-1][1]
    text = document.prose[index].text[first.start : last.start + len(last.text)]
    return index, Sentence(text, first.start, tuple(said for _, each in pending for said in each.said))


def _parts(spoken: Speaking, index: int) -> Iterator[AuditFinding]:
    """`总数，其中：甲A，乙B`: the parts after 其中 against the amount before it."""
    sentence = spoken.sentence
    for opening in _OPENING.finditer(sentence.text):
        at = sentence.start + opening.start()
        before = [each for each in sentence.said if each.end <= at and each.is_amount]
        if not before and not sentence.text[: opening.start()].strip():
            before = _said_before(spoken.document, index, sentence.start)
        if not before or before[-1].kind != STATED:
            continue
        total = before[-1]
        again = _OPENING.search(sentence.text, opening.end())
        until = sentence.start + (again.start() if again else len(sentence.text))
        if sentence.text[: opening.start()].rstrip().endswith("("):
            closed = sentence.text.find(")", opening.end())
            until = sentence.start + closed if closed > 0 else until
        after = [each for each in sentence.said if at < each.start < until]
        parts = [each for each in after if each.kind == STATED and role_of(spoken, each) not in (LAST, NEXT)]
        changes = [each.start for each in after if each.kind == CHANGE]
        if changes:  # what is compared comes behind the parts
            after = [each for each in after if each.start < changes[0]]
            parts = [each for each in parts if each.start < changes[0]]
        yield from _more_than_whole(spoken, opening[0], total, parts)
        if len(parts) < _LEAST:
            continue
        yield from _held(spoken, index, total, parts, after)


def _more_than_whole(
    spoken: Speaking, opening: str, total: Said, parts: Sequence[Said]
) -> Iterator[AuditFinding]:
    """A part right after 其中 that is more than all."""
    if opening != "其中" or not parts or parts[0].value <= total.value + total.step or total.value <= 0:
        return
    part = parts[0]
    if (
        any(each.value < 0 for each in parts)
        or part.unit != total.unit
        or re.search(r"[；;]", spoken.prose.text[total.end : part.start])
    ):
        return
    yield found_in(
        "SJ-10",
        f"“其中”的一项 {part.text}，大于前面的总数 {total.text}",
        spoken.prose.spot(part.begin, part.end),
        severity=Severity.WARNING,
        found=part.text,
        expected=f"不大于 {total.text}",
        compared_with="同一句的总数",
    )


def _said_before(document: AuditedDocument, index: int, start: int) -> list[Said]:
    """The amounts of the sentence before the one that begins at `start`: 总额A。其中：甲B，乙C。"""
    before = [each for at, each in document.sentences if at == index and each.start < start]
    last = before[-1] if before else None
    if last is None or last.start + len(last.text) < start - 1:
        return []
    return [said for said in last.said if said.is_amount][-1:]


def _held(
    spoken: Speaking, index: int, total: Said, parts: Sequence[Said], after: Sequence[Said]
) -> Iterator[AuditFinding]:
    document = spoken.document
    places = [AmountPlace(False, index, each.start) for each in (total, *parts)]
    difference = total.value - sum((part.value for part in parts), Decimal(0))
    if abs(difference) <= _allowed(total, parts):
        document.account.check(*places)
        return
    shares = [each.value for each in after if each.kind == SHARE]
    complete = (
        len(shares) == len(parts) and abs(sum(shares, Decimal(0)) - 100) <= Decimal("0.05")
    ) or _is_whole(spoken, parts)
    slip = closes([part.value for part in parts], total.value, [part.text for part in parts], total.step)
    if not complete and slip < 0:
        return
    document.account.check(*places)
    wrong = parts[slip] if slip >= 0 else total
    said = "＋".join(part.text for part in parts)
    yield found_in(
        "SJ-10",
        f"其中 {said}，共 {in_wan(total.value - difference)}，总数写 {total.text}，差 {in_wan(difference)}",
        spoken.prose.spot(wrong.begin, wrong.end),
        severity=Severity.ERROR
        if complete and not _INCOMPLETE.search(spoken.sentence.text)
        else Severity.WARNING,
        found=wrong.text,
        expected=in_wan(wrong.value + difference) if slip >= 0 else in_wan(total.value - difference),
        compared_with="同一句的各项",
    )


def _allowed(total: Said, parts: Sequence[Said]) -> Decimal:
    shown = [part for part in parts if part.value]
    step = min(each.step for each in (total, *parts))
    return step * (len(shown) + 1) // 2


def _is_whole(spoken: Speaking, parts: Sequence[Said]) -> bool:
    """Whether the parts are a list that is complete wherever it stands."""
    names = [subject_of(spoken.sentence, part, spoken.document.unit_name) for part in parts]
    return any(
        len(names) == len(whole) and all(any(word in name for name in names) for word in whole)
        for whole in spoken.document.words.wholes
    )


def _listed_total(spoken: Speaking, index: int) -> Iterator[AuditFinding]:
    """`甲A，乙B，合计C`: only where one slip would explain what does not come out."""
    sentence = spoken.sentence
    amounts = [each for each in sentence.said if each.is_amount]
    for at, total in enumerate(amounts):
        if total.kind != STATED or not _TOTALLING.search(total.lead) or at < _LEAST:
            continue
        parts = [each for each in amounts[:at] if each.kind == STATED and each.factor == total.factor][-12:]
        if any(each.kind == CHANGE for each in amounts[:at]):
            continue
        for first in range(len(parts) - _LEAST + 1):
            chosen = parts[first:]
            missing = total.value - sum((part.value for part in chosen), Decimal(0))
            if abs(missing) <= _allowed(total, chosen):
                spoken.document.account.check(
                    *(AmountPlace(False, index, each.start) for each in (total, *chosen))
                )
                break
        else:
            yield from _nearly(spoken, total, parts)


def _nearly(spoken: Speaking, total: Said, parts: Sequence[Said]) -> Iterator[AuditFinding]:
    """A listed total that is missed by little, or by one slip in a part."""
    for first in range(len(parts) - _LEAST + 1):
        chosen = parts[first:]
        missing = total.value - sum((part.value for part in chosen), Decimal(0))
        slip = closes([part.value for part in chosen], total.value, [part.text for part in chosen])
        small = total.value and abs(missing) < total.value / 1000 and len(chosen) >= _LEAST + 2
        if slip < 0 and not small:
            continue
        yield found_in(
            "SJ-10",
            f"前面各项共 {in_wan(total.value - missing)}，写合计 {total.text}，差 {in_wan(missing)}",
            spoken.prose.spot(total.begin, total.end),
            severity=Severity.WARNING,
            found=total.text,
            expected=in_wan(total.value - missing),
            compared_with="同一句的各项",
        )
        return


def _total_first(document: AuditedDocument, index: int) -> Iterator[AuditFinding]:
    """`支出合计C。甲A，乙B …`: a total and what follows it, where they miss each other by very little."""
    said = [
        each for at, sentence in document.sentences if at == index for each in sentence.said if each.is_amount
    ]
    for at, total in enumerate(said):
        if total.kind != STATED or not _TOTALLING.search(total.lead):
            continue
        following = said[at + 1 :]
        summed, best = Decimal(0), None
        for count, part in enumerate(following, 1):
            if part.kind != STATED:
                break
            summed += part.value
            if count > _LEAST + 1 and abs(summed - total.value) < total.value / 1000:
                best = count, summed
        if best is None:
            continue
        parts = following[: best[0]]
        missing = total.value - best[1]
        document.account.check(*(AmountPlace(False, index, each.start) for each in (total, *parts)))
        if abs(missing) > _allowed(total, parts):
            yield found_in(
                "SJ-10",
                f"后面各项共 {in_wan(best[1])}，合计写 {total.text}，差 {in_wan(missing)}",
                document.prose[index].spot(total.begin, total.end),
                severity=Severity.WARNING,
                found=total.text,
                expected=in_wan(best[1]),
                compared_with="同一段的各项",
            )
        return


def _remainder(spoken: Speaking) -> Iterator[AuditFinding]:
    """`共需A，已有B、C，缺口D`: only where one slip explains what is missing."""
    text = re.sub(r"[(][^()]*[)]", lambda match: " " * len(match[0]), spoken.sentence.text)
    said = [
        each
        for each in spoken.sentence.said
        if each.kind == STATED and text[each.start - spoken.sentence.start].strip()
    ]
    for at, rest in enumerate(said):
        if at < _LEAST or not _REST.search(rest.lead):
            continue
        right = said[0].value - sum((each.value for each in said[1:at]), Decimal(0))
        if (
            right > 0
            and rest.value
            and abs(right - rest.value) > rest.step
            and one_edit(rest.text, f"{right / rest.factor:f}")
        ):
            yield found_in(
                "SJ-10",
                f"{said[0].text}减去{'、'.join(each.text for each in said[1:at])}是 {in_wan(right)}，写 {rest.text}",
                spoken.prose.spot(rest.begin, rest.end),
                severity=Severity.WARNING,
                found=rest.text,
                expected=in_wan(right),
                compared_with="同一句的各数",
            )


def _reasons_of_change(document: AuditedDocument, index: int) -> Iterator[AuditFinding]:
    """`比上年减少C万元…主要原因是甲减少A，乙B`: only where one slip explains what is missing, or one goes the other way."""
    said = [each for at, sentence in document.sentences if at == index for each in sentence.said]
    amounts = [each for each in said if each.is_amount]
    reasons = [match.start() for match in re.finditer("原因", document.prose[index].text)]
    wholes = [
        next((each for each in reversed(amounts) if each.kind == CHANGE and each.end <= reason), None)
        for reason in reasons
    ]
    for at, (reason, whole) in enumerate(zip(reasons, wholes, strict=True)):
        if whole is None or not whole.sign or not whole.value or whole in wholes[:at]:
            continue
        following = wholes[at + 1] if at + 1 < len(wholes) else None
        parts = [
            each
            for each in amounts
            if reason < each.start and (following is None or each.end < following.start)
        ]
        if following is not None and parts and parts[-1].kind == STATED and following.base:
            parts = parts[:-1]  # the amount of which the next change is
        yield from _reasons_held(document, index, whole, parts)


def _reasons_held(
    document: AuditedDocument, index: int, whole: Said, parts: Sequence[Said]
) -> Iterator[AuditFinding]:
    """The amounts of a reason, one or several, against the whole change."""
    if not parts:
        return
    writing = document.prose[index]
    against = [each for each in parts if each.kind == CHANGE and each.sign and each.sign != whole.sign]
    if any(_MOVED.search(each.lead) for each in against):
        return  # moved from one to the other
    missing = whole.value - sum((part.value for part in parts), Decimal(0))
    if abs(missing) <= _allowed(whole, parts):
        document.account.check(*(AmountPlace(False, index, each.start) for each in (whole, *parts)))
        told = len(parts) > 1 and all(each.kind == CHANGE for each in parts)  # by the signs of the reasons
        for part in () if told else against:
            yield found_in(
                "SJ-07",
                f"原因里各项共 {whole.text}，正是总的变动，这一项的方向却与它相反",
                writing.spot(part.begin, part.end),
                severity=Severity.WARNING,
                found=part.text,
                compared_with=f"同一段的{whole.text}",
            )
        return
    if against or len(parts) < _LEAST:
        return
    slip = closes([part.value for part in parts], whole.value, [part.text for part in parts], whole.step)
    if slip >= 0:
        part = parts[slip]
        yield found_in(
            "SJ-10",
            f"原因里各项共 {in_wan(whole.value - missing)}，总的变动是 {whole.text}，差 {in_wan(missing)}",
            writing.spot(part.begin, part.end),
            severity=Severity.WARNING,
            found=part.text,
            expected=in_wan(part.value + missing),
            compared_with=f"同一段的{whole.text}",
        )


def _slipped_units(writing: Writing) -> Iterator[AuditFinding]:
    """The same number as 万元 and as 元 in one paragraph."""
    said = [each for sentence in sentences_of(writing.text) for each in sentence.said if each.kind == STATED]
    in_units = {
        each.number: each for each in said if each.unit == "万元" and len(each.number) >= _LONG_NUMBER
    }
    for each in said:
        other = in_units.get(each.number)
        if each.unit == "元" and other is not None and not _PER.search(each.lead):
            yield found_in(
                "SJ-10",
                f"同一段里写了 {other.text}，又写 {each.text}，单位相差一万倍",
                writing.spot(each.begin, each.end),
                severity=Severity.WARNING,
                found=each.text,
                expected=other.text,
                compared_with="同一段",
            )


def _net(spoken: Speaking) -> Iterator[AuditFinding]:
    """原值A，累计折旧B，净值C."""
    stated = [each for each in spoken.sentence.said if each.kind == STATED]
    for gross, written, net in zip(stated, stated[1:], stated[2:], strict=False):
        named = "原值" in gross.lead and "折旧" in written.lead and "净值" in net.lead
        if (
            named
            and abs(gross.value - written.value - net.value) > (gross.step + written.step + net.step) / 2
        ):
            yield found_in(
                "SJ-10",
                f"原值 {gross.text}减折旧 {written.text}是 {in_wan(gross.value - written.value)}，净值写 {net.text}",
                spoken.prose.spot(net.begin, net.end),
                found=net.text,
                expected=in_wan(gross.value - written.value),
                compared_with="同一句的原值和折旧",
            )
