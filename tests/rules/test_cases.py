"""Every rule of every format against its case file: what passes, what fails and where, what does not apply."""

from __future__ import annotations

import ast
import copy
import importlib
import string
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from gongkai import pipeline
from gongkai.packs.compilers.last_year import BudgetMatch
from gongkai.packs.inheritance import NarrativeFile
from gongkai.packs.pack import Pack, RuleSetting
from gongkai.rules.asked_reasons import REASONS_RULE
from gongkai.rules.engine import algorithmic_rules
from gongkai.rules.released_warnings import EXPLANATIONS_RULE
from tests.support.library import LIBRARY, load_pack, read_file
from tests.support.wording import said_badly

HERE = Path(__file__).parent
SAMPLES = HERE.parents[1] / "sample_inputs"
FORMATS = HERE.parent / "formats"  # the rules of formats without a sample of their own
RULES = HERE.parents[1] / "src" / "gongkai" / "rules"
CASE_FILES = sorted(HERE.glob("*.yaml"))
# A number that rules on privacy must find is put together here, so that none stands in the repository.
MOBILE = "138" + "0" * 8
_BODY = "110101" + "19900101" + "001"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_SUM = sum(int(digit) * weight for digit, weight in zip(_BODY, _WEIGHTS, strict=True))
TOKENS = {
    "@MOBILE@": MOBILE,
    "@LANDLINE@": "0358-" + "1" * 7,
    "@IDENTITY@": _BODY + "10X98765432"[_SUM % 11],
    "@WRONG_IDENTITY@": _BODY + "10X98765432"[(_SUM + 1) % 11],
    "@CARD@": "6" * 15 + "4",  # valid by the check of ISO/IEC 7812
}


_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_OF_FORMAT = {"options", "without", "narrative", "opening", "budget"}


def _cases() -> list[Any]:
    found = []
    for path in CASE_FILES:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        for case in data["cases"]:
            found.append(pytest.param(data, case, id=f"{path.stem}-{case['name']}"))
    return found


def _steps(path: str) -> list[Any]:
    return [int(step) if step.isdigit() else step for step in path.split("/")]


def _assign(data: Any, path: str, value: Any) -> None:
    *way, last = _steps(path)
    for step in way:
        if isinstance(data, dict):
            if not isinstance(data.get(step), dict | list):
                data[step] = {}
            data = data[step]
        else:
            data = data[step]
    for token, digits in TOKENS.items() if isinstance(value, str) else ():
        value = value.replace(token, digits)
    data[last] = value


def _remove(data: Any, path: str) -> None:
    *way, last = _steps(path)
    for step in way:
        data = data[step]
    del data[last]


@cache
def _sample(name: str) -> dict[str, Any]:
    folder = next(each / name for each in (SAMPLES, FORMATS) if (each / name).is_dir())
    text = (folder / "input.yaml").read_text(encoding="utf-8")
    content: dict[str, Any] = yaml.load(text, Loader=yaml.BaseLoader)
    return content


def _input(data: dict[str, Any], case: dict[str, Any]) -> dict[str, Any]:
    # a rule that stands in several formats may have cases over several samples
    content = dict(_sample(case.get("base", data["base"])))
    for name in {
        _steps(path)[0] for path in (*case.get("set", ()), *case.get("add", ()), *case.get("drop", ()))
    }:
        if name in content:
            content[name] = copy.deepcopy(content[name])
    for path, value in case.get("set", {}).items():
        _assign(content, path, value)
    for schedule, row in case.get("add", {}).items():
        content.setdefault(schedule, []).append(row)
    for path in case.get("drop", []):
        _remove(content, path)
    if "keep" in case:
        content = {"单位信息": {line: content["单位信息"][line] for line in case["keep"]}}
    return content


def _written(content: dict[str, Any], base: str) -> str:
    """As YAML, schedule by schedule: those that a case leaves alone are written once for each sample."""
    whole, texts = _sample(base), _sample_texts(base)
    return "".join(
        texts[name] if value is whole.get(name) else _dumped({name: value}) for name, value in content.items()
    )


@cache
def _sample_texts(name: str) -> dict[str, str]:
    return {schedule: _dumped({schedule: value}) for schedule, value in _sample(name).items()}


def _dumped(content: dict[str, Any]) -> str:
    text: str = yaml.dump(content, Dumper=_DUMPER, allow_unicode=True, sort_keys=False)
    return text


def _loaded(path: Path, data: dict[str, Any], case: dict[str, Any]) -> pipeline.Loaded:
    """The input as read, with the changes that a case makes to the format.

    `options` are the rule's options instead of the format's, `without` are schedules that the format does not
    have, `narrative` are other templates of its prose, `opening` and `budget` what it carries over the years.
    """
    loaded = read_file(path)
    assert loaded.department is not None, [finding.message for finding in loaded.findings]
    assert loaded.pack is not None
    if not _OF_FORMAT & set(case):
        return loaded
    return replace(loaded, pack=_other_pack(loaded.pack, data["rule"], case))


def _other_pack(pack: Pack, code: str, case: dict[str, Any]) -> Pack:
    without, settings, narrative = case.get("without", []), dict(pack.settings), dict(pack.narrative)
    if "options" in case:
        settings[code] = replace(settings.get(code, RuleSetting(code)), options=case["options"])
    for name, text in case.get("narrative", {}).items():
        assert name in narrative
        narrative[name] = NarrativeFile(text, f"{name}.j2")
    assert {spec.name for spec in pack.inputs.schedules} >= set(without)
    kept = tuple(spec for spec in pack.inputs.schedules if spec.name not in without)
    carry = replace(pack.carry, opening=case.get("opening", pack.carry.opening))
    if "budget" in case:
        carry = replace(carry, budget=tuple(BudgetMatch(*pair) for pair in case["budget"].items()))
    inputs = replace(pack.inputs, schedules=kept)
    return replace(pack, settings=settings, narrative=narrative, inputs=inputs, carry=carry)


def _other(case: dict[str, Any], folder: Path) -> pipeline.Loaded | None:
    """The input given for comparison (`other` of a case): a sample with changes of its own."""
    if "other" not in case:
        return None
    path = folder / "other.yaml"
    base = case["other"]["base"]
    path.write_text(_written(_input({"base": base}, case["other"]), base), encoding="utf-8")
    loaded = read_file(path)
    assert loaded.department is not None, [finding.message for finding in loaded.findings]
    return loaded


@pytest.mark.parametrize(("data", "case"), _cases())
def test_case(data: dict[str, Any], case: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "input.yaml"
    content = _input(data, case)
    path.write_text(_written(content, case.get("base", data["base"])), encoding="utf-8")
    checked = pipeline.check_department(_loaded(path, data, case), _other(case, tmp_path))
    outcome = {item.code: item for item in checked.coverage}[data["rule"]]
    assert outcome.status.value == case["status"], (outcome, [f.message for f in outcome.findings])
    if case["status"] == "违反":
        assert outcome.findings
        if "count" in case:
            assert len(outcome.findings) == case["count"]
        for finding in outcome.findings:
            assert finding.code == data["rule"]
            assert finding.hint
            assert finding.location.line > 0, finding
        assert case.get("says", "") in outcome.findings[0].message
        if "at" in case:
            assert _schedule_at(path, outcome.findings[0].location.line) == case["at"]
    else:
        assert not outcome.findings
    assert said_badly(checked.findings) == []
    if case["status"] in ("不适用", "无法执行"):
        assert outcome.why
        assert case.get("why", "") in outcome.why


def _schedule_at(path: Path, line: int) -> str:
    """The schedule that holds a line of a YAML input."""
    lines = path.read_text(encoding="utf-8").split("\n")[:line]
    return next(text.partition(":")[0] for text in reversed(lines) if text and text[0] not in " -")


def test_every_rule_has_a_case_file() -> None:
    """Each rule of each format is tried by a passing and a failing case of its own."""
    codes = {rule.code for rule in algorithmic_rules()} | {REASONS_RULE, EXPLANATIONS_RULE}
    formats = LIBRARY.published()
    assert formats
    for info in formats:
        pack, _ = load_pack(info.format)
        assert pack is not None
        codes |= {rule.code for rule in (*pack.equations, *pack.requirements, *pack.references)}
    statuses = {
        data["rule"]: {case["status"] for case in data["cases"]}
        for data in (yaml.safe_load(path.read_text(encoding="utf-8")) for path in CASE_FILES)
    }
    assert codes == set(statuses)
    for code, seen in statuses.items():
        assert "违反" in seen, f"{code} has no failing case"
        assert "通过" in seen or "不适用" in seen, f"{code} has no passing case"


def test_each_precondition_is_tried() -> None:
    """A rule in a pack that has `when`, looks at some rows, or refers to another schedule: seen 不适用."""
    files = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in CASE_FILES]
    seen = {data["rule"]: {case["status"] for case in data["cases"]} for data in files}
    conditional = set()
    for info in LIBRARY.published():
        pack, _ = load_pack(info.format)
        assert pack is not None
        conditional |= {rule.code for rule in pack.equations if rule.when is not None}
        conditional |= {rule.code for rule in pack.requirements if rule.when is not None or rule.rows}
        conditional |= {rule.code for rule in pack.references}
    assert len(conditional) > 50
    assert {code for code in conditional if "不适用" not in seen[code]} == set()


def test_each_rule_says_where() -> None:
    """Every rule has a failing case that names the schedule in which the fault must be shown."""
    assert CASE_FILES
    for path in CASE_FILES:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert any("at" in case for case in data["cases"] if case["status"] == "违反"), path.stem


def test_manuals() -> None:
    """An algorithmic rule's manual says what, why, passes, fails, how to mend, and its source."""
    rules = algorithmic_rules()
    assert rules
    for rule in rules:
        for heading in ("查什么：", "为什么：", "通过：", "违反：", "怎么改：", "依据："):
            assert heading in rule.manual, (rule.code, heading)


def test_each_branch_of_an_algorithmic_rule_is_tried() -> None:
    """Wherever an algorithmic rule answers 不适用 or 无法执行, a case gives that answer for that reason."""
    branches = [branch for path in sorted(RULES.glob("*/[a-z]*.py")) for branch in _branches(path)]
    assert len(branches) > 90
    untried = []
    for code, status, why in branches:
        data = yaml.safe_load((HERE / f"{code}.yaml").read_text(encoding="utf-8"))
        given = [case.get("why", "") for case in data["cases"] if case["status"] == status]
        if not any(why in said for said in given):
            untried.append(f"{code} {status} {why}")
    assert untried == []


def _branches(path: Path) -> Iterator[tuple[str, str, str]]:
    """Code, status, and a telling piece of the reason of each answer other than passed and failed."""
    module = importlib.import_module(f"gongkai.rules.{path.parent.name}.{path.stem}")
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func)
        if called == "rule.skipped":
            yield module.RULE.code, "不适用", _fragment(node.args[0], tree, module)
        elif called == "Outcome":
            status = {"Status.NOT_RUN": "无法执行", "Status.NOT_APPLICABLE": "不适用"}[
                ast.unparse(node.args[2])
            ]
            yield module.RULE.code, status, _fragment(node.args[3], tree, module)


def _fragment(node: ast.expr, tree: ast.Module, module: Any) -> str:
    """The longest fixed piece of a text: written out, or named in the function or the module."""
    if isinstance(node, ast.Name) and hasattr(module, node.id):
        texts = [getattr(module, node.id)]
    elif isinstance(node, ast.Name):
        assigned = [item.value for item in ast.walk(tree) if isinstance(item, ast.Assign)]
        named = [item.targets[0] for item in ast.walk(tree) if isinstance(item, ast.Assign)]
        texts = [
            _fragment(value, tree, module)
            for value, target in zip(assigned, named, strict=True)
            if ast.unparse(target) == node.id
        ]
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):  # a text's format
        texts = [_fragment(node.func.value, tree, module)]
    else:
        texts = [
            item.value
            for item in ast.walk(node)
            if isinstance(item, ast.Constant) and isinstance(item.value, str)
        ]
    pieces = [piece for text in texts for piece, *_ in string.Formatter().parse(text)]
    assert any(pieces), ast.unparse(node)
    return max(pieces, key=len)
