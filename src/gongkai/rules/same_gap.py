"""One wrong amount puts out every equation that it stands in: told once, where the fewest amounts are in question.

An amount that is mistyped, but can be read, stands in the balance of income and expenditure, in that of the
appropriations, in that of one fund, in the classification by economy. All of them are out by the same amount, and an
accountant who reads eight findings looks for eight faults.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from gongkai.findings import Finding, Location, Severity
from gongkai.frozen import frozen
from gongkai.money import WAN, ZERO, in_unit
from gongkai.rules.known_amounts import known_amounts
from gongkai.rules.mistypings import suspects
from gongkai.rules.rule import Gap, Outcome, Subject

_NAMED = 3  # amounts in question that are told; with more, none is
_ROUNDED = Decimal(500)  # 元: what amounts typed in 万元 may hide in a difference
_CODES = 4  # rules that a message names


@frozen
class _Member:
    """A finding of an equation, with its difference and the amounts behind it."""

    at: int
    finding: Finding
    gap: Gap


def closest_of_same_gap(
    findings: Sequence[Finding], coverage: Sequence[Outcome], subject: Subject
) -> list[Finding]:
    """The findings without the errors whose equation is out by the same amount, and by some of the same cells, as
    another one; that one says so. A rule's answer stays what it was."""
    gaps = {_key(gap.finding): gap for outcome in coverage for gap in outcome.gaps}
    if len(gaps) < 2:
        return list(findings)
    unit = subject.department.amount_unit
    members = [
        _Member(at, finding, gap)
        for at, finding in enumerate(findings)
        if finding.severity is Severity.ERROR and (gap := gaps.get(_key(finding))) is not None
    ]
    told: dict[int, Finding] = {}
    held: set[int] = set()
    for group in _groups(members, _ROUNDED if unit == "万元" else ZERO):
        closest = min(group, key=lambda member: (not member.gap.given, len(member.gap.terms), member.at))
        others = [member for member in group if member is not closest]
        if not others:
            continue
        told[closest.at] = _told(closest, others, subject)
        held |= {member.at for member in others}
    return [told.get(at, finding) for at, finding in enumerate(findings) if at not in held]


def _key(finding: Finding) -> tuple[str, ...]:
    return finding.code, str(finding.location), finding.message


def _groups(members: Sequence[_Member], allowed: Decimal) -> list[list[_Member]]:
    """Members whose differences are alike, whatever their sign, and that share amounts, also by way of others."""
    groups: list[list[_Member]] = []
    for member in members:
        near = [group for group in groups if any(_alike(member, other, allowed) for other in group)]
        merged = [member]
        for group in near:
            merged = [*group, *merged]
            groups.remove(group)
        groups.append(merged)
    return groups


def _alike(one: _Member, other: _Member, allowed: Decimal) -> bool:
    apart = abs(abs(one.gap.amount) - abs(other.gap.amount))
    return apart <= allowed and not one.gap.terms.keys().isdisjoint(other.gap.terms)


def _told(closest: _Member, others: Sequence[_Member], subject: Subject) -> Finding:
    """The one finding: which amount it most likely is, and how many equations more are out by as much."""
    codes = list(dict.fromkeys(member.finding.code for member in others))
    named = "、".join(codes[:_CODES]) + ("等" if len(codes) > _CODES else "")
    more = f"另有 {len(others)} 处（{named}）也相差这么多，多半是同一处错，改好后再核对"
    finding = closest.finding
    found = [] if closest.gap.given else _likely([closest, *others], subject)
    if len(found) == 1:
        finding = _pointed(finding, found[0].place)
    lead = "最可能是" if len(found) == 1 else "可能是其中一处："
    said = (
        f"{lead}{'；'.join(item.told(subject.department.amount_unit) for item in found)}。" if found else ""
    )
    ended = finding.hint if finding.hint.endswith(("。", "？")) else f"{finding.hint}。"
    return replace(finding, hint=f"{said}{ended}{more}")


def _pointed(finding: Finding, place: Location) -> Finding:
    """The finding at another cell; what its hint says of the first of several cells is left out."""
    hint = (
        finding.hint.partition(f"。{finding.location.cell} 是相加的")[0]
        if finding.location.cell
        else finding.hint
    )
    return replace(finding, location=replace(place, path=finding.location.path), hint=hint)


@frozen
class _Likely:
    """An amount (元) in all the equations that an usual mistyping of `right` would have made."""

    place: Location
    amount: Decimal
    right: Decimal
    fault: str

    def told(self, unit: str) -> str:
        typed, right = (in_unit(item, unit, self.amount, self.right) for item in (self.amount, self.right))
        should = f"应为 {right}" if self.right else "应为空"
        return f"{replace(self.place, file='', path='')} {self.fault}：{typed}，{should}"


def _likely(members: Sequence[_Member], subject: Subject) -> list[_Likely]:
    """The amounts that would explain the difference of all the equations; none for too many.

    An amount is preferred if what it should be stands elsewhere in the input. A difference of one digit, and there is
    a wrong digit for it in any amount, tells nothing else.
    """
    factor = WAN if subject.department.amount_unit == "万元" else Decimal(1)
    found = list(_suspects([member.gap for member in members], factor))
    confirmed = [item for item in found if item.right in known_amounts(subject)]
    if not confirmed and len(members[0].gap.amount.normalize().as_tuple().digits) == 1:
        return []
    found = confirmed or found
    return found if len(found) <= _NAMED else []


def _suspects(gaps: Sequence[Gap], factor: Decimal) -> Iterator[_Likely]:
    first, *rest = gaps
    for place, (amount, sign) in first.terms.items():
        too_much = sign * first.amount
        if any(not _explains(gap.terms, place, too_much, gap.amount) for gap in rest):
            continue
        for item in suspects([amount / factor], too_much / factor):
            yield _Likely(place, amount, item.right * factor, item.fault)


def _explains(
    terms: Mapping[Location, tuple[Decimal, int]], place: Location, too_much: Decimal, difference: Decimal
) -> bool:
    return place in terms and terms[place][1] * difference == too_much
