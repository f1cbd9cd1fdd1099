"""What an audit knows of the words of published documents. Data: `audit.yaml` beside the format packs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from gongkai.auditing.widths import half_width
from gongkai.frozen import frozen
from gongkai.yamlsource import parse_yaml

if TYPE_CHECKING:
    from gongkai.auditing.widths import half_width
from gongkai.yamlsource import Node

FILE_OF_WORDS = Path("common") / "audit.yaml"
FigureAt = tuple[str, tuple[tuple[str, str], ...]]
_FIGURE = re.compile(r"([^\[\]=]+)(?:\[([^\[\]]+)\])?")
FISCAL, UNIT_FUNDS = "财政拨款", "单位资金"


class BadAuditWords(ValueError):
    """The file of words cannot be used; the message says why."""


@frozen
class AuditWords:
    """`of_fiscal` and `of_unit` are sources that 财政拨款 and 单位资金 are made of; `totals` says of a total the figure of
    the year and what is carried over, `parts` of a figure what it is the sum of. `subjects` gives figures with their
    coordinates and what prose calls them, `wholes` lists that are complete where they are found. `between_units` are
    sources and kinds of spending that go from one unit of a department to another.
    """

    of_fiscal: tuple[str, ...]
    of_unit: tuple[str, ...]
    totals: Mapping[str, tuple[str, ...]]
    parts: Mapping[str, tuple[str, ...]]
    subjects: tuple[tuple[FigureAt, tuple[str, ...]], ...]
    wholes: tuple[tuple[str, ...], ...]
    with_total: tuple[str, ...]
    project_lists: tuple[str, ...]
    purchases: tuple[tuple[str, ...], ...]
    purchase_words: tuple[str, ...]
    listed_only: dict[str, tuple[str, ...]]
    digests: re.Pattern[str]
    prompts: re.Pattern[str]
    watermarks: re.Pattern[str]
    formula_errors: re.Pattern[str]
    system_labels: re.Pattern[str]
    upper_level: re.Pattern[str]
    typos: Mapping[str, str]
    allowed_twice: tuple[str, ...]
    headings_wrong: Mapping[str, str]
    vehicles: str
    three_codes: Mapping[str, str]
    three_items: tuple[str, ...]
    vehicle_items: tuple[str, ...]
    last_class: str
    class_before_last: str
    between_units: tuple[str, ...]
    topics: Mapping[str, tuple[str, ...]]

    def typos_in(self, text: str) -> Iterator[tuple[str, str]]:
        """Words of the list of common slips in a text, each with the right word."""
        return ((wrong, right) for wrong, right in self.typos.items() if wrong in text)


def load_audit_words(root: Path) -> AuditWords:
    """`root` is the folder of format packs. Raises OSError where the file is missing, BadAuditWords where a part is."""
    path = root / FILE_OF_WORDS
    node, findings = parse_yaml(path.read_text(encoding="utf-8"), path.name)
    if node is None or findings:
        raise BadAuditWords("; ".join(finding.message for finding in findings))
    sums = _part(node, "sums")
    listed = _settings(root)
    return AuditWords(
        _texts(_part(sums, FISCAL)),
        _texts(_part(sums, UNIT_FUNDS)),
        _lists(_part(sums, "总计")),
        _lists(_part(sums, "各项")),
        tuple((_figure(key), _texts(each)) for key, each in _part(node, "subjects").mapping.items()),
        tuple(_texts(each) for each in _part(node, "wholes").items),
        _texts(_part(node, "with_total")),
        _texts(_part(node, "project_lists")),
        tuple(_texts(each) for each in _part(node, "purchases").items),
        _texts(_part(node, "purchase_words")),
        _lists(_part(node, "listed_only")),
        _any(*_texts(_part(node, "digests"))),
        _any(*_texts(_part(node, "prompts")), *listed("WZ-04")),
        _any(*listed("WZ-05")),
        _any(*listed("WZ-02")),
        _any(*(half_width(word) for word in listed("JG-03"))),
        _any(*listed("WZ-12")),
        dict(line.split("→") for line in listed("WZ-09") if line.count("→") == 1),
        tuple(listed("WZ-07", "允许")),
        {key: each.text for key, each in _part(node, "headings_wrong").mapping.items()},
        _part(node, "vehicles").text,
        {key: each.text for key, each in _part(node, "three_codes").mapping.items()},
        _texts(_part(node, "three_items")),
        _texts(_part(node, "vehicle_items")),
        _part(node, "last_class").text,
        _part(node, "class_before_last").text,
        _texts(_part(node, "between_units")),
        {key: _texts(each) for key, each in _part(node, "topics").mapping.items()},
    )


def _settings(root: Path) -> Callable[..., list[str]]:
    """The lists of words that rules share, by the code of the rule and the name of its option."""
    path = root / "common" / "rules.yaml"
    node, findings = parse_yaml(path.read_text(encoding="utf-8"), path.name)
    if node is None or findings:
        raise BadAuditWords("; ".join(finding.message for finding in findings))
    settings = _part(node, "settings")

    def listed(code: str, option: str = "词表") -> list[str]:
        found = settings.get(code)
        options = found.get("options") if found is not None else None
        words = options.get(option) if options is not None else None
        return [line.strip() for line in words.text.splitlines() if line.strip()] if words is not None else []

    return listed


def _any(*words: str) -> re.Pattern[str]:
    """Any of the words; nothing where there are none."""
    return re.compile("|".join(map(re.escape, words)) or r"(?!)")


def _figure(text: str) -> FigureAt:
    """`FIGURE` or `FIGURE[DIMENSION=VALUE, …]`."""
    found = _FIGURE.fullmatch(text)
    if found is None:
        raise BadAuditWords(text)
    pairs = [pair.partition("=") for pair in (found[2] or "").split(",") if pair.strip()]
    return found[1], tuple(sorted((name.strip(), value.strip()) for name, _, value in pairs))


def _part(node: Node, key: str) -> Node:
    found = node.get(key)
    if found is None:
        raise BadAuditWords(f"{FILE_OF_WORDS}: {key}")
    return found


def _texts(node: Node) -> tuple[str, ...]:
    return tuple(item.text for item in node.items)


def _lists(node: Node) -> dict[str, tuple[str, ...]]:
    return {key: _texts(each) for key, each in node.mapping.items()}
