"""Runs every rule of a pack and reports the outcome of each."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import replace
from functools import cache, lru_cache

import gongkai.rules
from gongkai.findings import Finding, Location, Severity
from gongkai.frozen import frozen
from gongkai.packs.pack import Pack
from gongkai.rules.asked_reasons import run_reasons
from gongkai.rules.equations import run_equation
from gongkai.rules.options import OptionFault
from gongkai.rules.requirements import run_reference, run_requirement
from gongkai.rules.rule import Outcome, Rule, Status, Subject

_EMPTY = "有文字等于没有写，写了再核对"


@frozen
class Report:
    """All findings, and the coverage statement: one outcome per rule."""

    findings: tuple[Finding, ...]
    coverage: tuple[Outcome, ...]


@cache
def algorithmic_rules() -> tuple[Rule, ...]:
    """Every rule in `rules/<group>/<code>_<fault>.py`, found by its file, with its manual."""
    found = []
    for group in pkgutil.iter_modules(gongkai.rules.__path__):
        if not group.ispkg:
            continue
        package = importlib.import_module(f"gongkai.rules.{group.name}")
        for module_info in pkgutil.iter_modules(package.__path__):
            module = importlib.import_module(f"gongkai.rules.{group.name}.{module_info.name}")
            found.append(replace(module.RULE, manual=(module.__doc__ or "").strip()))
    return tuple(sorted(found, key=lambda rule: rule.code))


def run_rules(subject: Subject) -> Report:
    """Run the rules of the subject's pack."""
    pack = subject.pack
    outcomes = [run_equation(subject, rule) for rule in pack.equations]
    outcomes += [run_requirement(subject, rule) for rule in pack.requirements]
    outcomes += [run_reference(subject, rule) for rule in pack.references]
    outcomes += run_reasons(subject)
    outcomes += [_algorithmic(subject, rule) for rule in algorithmic_rules() if _enabled(pack, rule.code)]
    outcomes = _told_once(outcomes)
    findings = tuple(finding for outcome in outcomes for finding in outcome.findings)
    return Report(findings, tuple(sorted(outcomes, key=lambda outcome: outcome.code)))


def _told_once(outcomes: list[Outcome]) -> list[Outcome]:
    """The outcomes without what other rules say of a text that says nothing: 无 is too short, against the figures and
    a placeholder, but one fault."""
    empty = {_cell(place): outcome.code for outcome in outcomes for place in outcome.alone}
    return [_without(outcome, empty) for outcome in outcomes] if empty else outcomes


def _without(outcome: Outcome, empty: Mapping[tuple[object, ...], str]) -> Outcome:
    kept = tuple(
        finding
        for finding in outcome.findings
        if empty.get(_cell(finding.location), outcome.code) == outcome.code
    )
    if len(kept) == len(outcome.findings):
        return outcome
    if not kept:
        return Outcome(outcome.code, outcome.name, Status.NOT_RUN, _EMPTY, outcome.checked)
    return replace(outcome, findings=kept)


def _cell(place: Location) -> tuple[object, ...]:
    return place.file, place.sheet, place.cell, place.line, place.column


@lru_cache(maxsize=512)  # cached: asked for each of ninety rules and every department
def _at_level(rule: Rule, severity: Severity) -> Rule:
    return replace(rule, severity=severity)


def _enabled(pack: Pack, code: str) -> bool:
    setting = pack.settings.get(code)
    return setting is None or setting.enabled


def _algorithmic(subject: Subject, rule: Rule) -> Outcome:
    setting = subject.pack.settings.get(rule.code)
    if setting is not None and setting.severity is not None:
        rule = _at_level(rule, setting.severity)
    try:
        return rule.check(subject, rule, setting.options if setting else {})
    except OptionFault as fault:
        return Outcome(rule.code, rule.name, Status.NOT_RUN, f"格式中这条规则的设置有误：{fault}")
