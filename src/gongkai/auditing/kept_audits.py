"""The audit of a document as plain data and back, so that a folder is audited again only where something changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from gongkai.auditing.outcome import (
    Account,
    AnswersRead,
    AuditFinding,
    AuditResult,
    GivenAnswer,
    LapsedAnswer,
)
from gongkai.findings import Finding, Location, Severity

_TEXTS = ("code", "message", "hint", "found", "expected", "difference")
_OWN = ("quote", "compared_with", "table", "row", "column")
_WHOSE = ("files", "tables_recognised", "tables", "rules", "unit", "year", "kind")


def audit_data(result: AuditResult) -> dict[str, Any]:
    """A result, its account closed, as JSON-ready data."""
    account = result.account
    return {
        **{name: getattr(result, name) for name in _WHOSE},
        "findings": [_finding_data(each) for each in result.findings],
        "account": [account.all, account.done, account.bound, account.unchecked()],
        "answers": None if result.answers is None else asdict(result.answers),
    }


def audit_of(data: Mapping[str, Any]) -> AuditResult:
    """The result that `audit_data` gave. Raises KeyError, TypeError or ValueError where anything is not as it writes it."""
    every, done, bound, unchecked = data["account"]
    answers = data["answers"]
    return AuditResult(
        **{name: data[name] for name in _WHOSE},
        findings=[_finding_of(each) for each in data["findings"]],
        account=Account(closed=(int(every), int(done), int(bound), dict(unchecked))),
        answers=None
        if answers is None
        else AnswersRead(
            answers["file"],
            answers["usable"],
            [LapsedAnswer(**each) for each in answers["lapsed"]],
            list(answers["faults"]),
        ),
    )


def _finding_data(each: AuditFinding) -> dict[str, Any]:
    finding = each.finding
    return {
        **{name: getattr(finding, name) for name in _TEXTS},
        "level": finding.severity.value,
        "location": asdict(finding.location),
        **{name: getattr(each, name) for name in _OWN},
        "answer": None if each.answer is None else asdict(each.answer),
    }


def _finding_of(data: Mapping[str, Any]) -> AuditFinding:
    finding = Finding(
        severity=Severity(data["level"]),
        location=Location(**data["location"]),
        **{name: data[name] for name in _TEXTS},
    )
    answer = data["answer"]
    return AuditFinding(
        finding,
        **{name: data[name] for name in _OWN},
        answer=None if answer is None else GivenAnswer(**answer),
    )
