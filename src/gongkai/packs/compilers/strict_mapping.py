"""Strict reading of a pack's YAML: unknown keys and wrong types become findings with file and line."""

from __future__ import annotations

import math
from collections.abc import Iterator

from gongkai.findings import Finding
from gongkai.model.classification import LEVELS
from gongkai.packs.told import pack_finding, spelling_hint
from gongkai.yamlsource import Node

YES = ("是", "true", "yes")
NO = ("否", "false", "no")


class MappingReader:
    """Reads one mapping. Keys that were asked for are known; `close` reports the others.

    `what` names the mapping in messages. Every fault is added to `findings`, and a usable default is returned.
    """

    def __init__(self, node: Node, findings: list[Finding], what: str) -> None:
        self.node = node
        self.findings = findings
        self.what = what
        self.asked: set[str] = set()
        if not node.is_mapping and node.value is not None:
            self.fault(f"{what}应是“名称: 内容”的列表", node)

    def fault(self, message: str, node: Node | None = None, hint: str = "") -> None:
        """Report a fault (PK-05) at a node, without one at the mapping itself."""
        self.findings.append(pack_finding("PK-05", message, (node or self.node).location, hint))

    def node_of(self, key: str) -> Node | None:
        """The node under a key; None where the key is absent or empty."""
        self.asked.add(key)
        found = self.node.get(key)
        return found if found is not None and found.value is not None else None

    def text(self, key: str, default: str | None = None) -> str:
        """A text; without `default` the key is required."""
        found = self.node_of(key)
        if found is None:
            if default is None:
                self.fault(f"{self.what}缺少“{key}”")
            return default or ""
        if not isinstance(found.value, str):
            self.fault(f"{self.what}的“{key}”应是一段文字", found)
        return found.text

    def flag(self, key: str, default: bool = False) -> bool:
        """True for 是, False for 否."""
        found = self.node_of(key)
        if found is None:
            return default
        if found.text not in YES + NO:
            self.fault(f"{self.what}的“{key}”只能是“是”或“否”", found)
        return found.text in YES

    def number(self, key: str, default: float = 0) -> float:
        """A finite number, such as a width or a percentage; never an amount of money."""
        found = self.node_of(key)
        if found is None:
            return default
        try:
            number = float(found.text)
        except ValueError:
            number = math.nan
        if math.isfinite(number):
            return number
        self.fault(f"{self.what}的“{key}”应是数字", found)
        return default

    def whole(self, key: str, default: int, least: int, most: int = 1000) -> int:
        """A whole number within bounds."""
        number = self.number(key, default)
        if number == int(number) and least <= number <= most:
            return int(number)
        self.fault(f"{self.what}的“{key}”应是 {least} 到 {most} 的整数", self.node_of(key))
        return default

    def level(self, key: str) -> int:
        """The number of digits of codes at the level 类, 款 or 项; 0, the finest, where the key is absent."""
        return LEVELS.get(self.one_of(key, list(LEVELS), ""), 0)

    def one_of(self, key: str, choices: list[str], default: str | None = None) -> str:
        """One of `choices`; without `default` the key is required."""
        value = self.text(key, default)
        if not value and default is None:
            if self.node.get(key) is not None:
                self.fault(f"{self.what}的“{key}”只能是：{'、'.join(choices)}", self.node.get(key))
            return choices[0]
        if value and value not in choices:
            hint = spelling_hint(value, choices)
            self.fault(
                f"{self.what}的“{key}”是“{value}”，只能是：{'、'.join(choices)}", self.node.get(key), hint
            )
            return default or choices[0]
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; a single text counts as a list of one."""
        found = self.node_of(key)
        if found is None:
            return ()
        if isinstance(found.value, str):
            return (found.text,)
        if not found.is_list or any(not isinstance(item.value, str | None) for item in found.items):
            self.fault(f"{self.what}的“{key}”应是文字的列表", found)
        return tuple(item.text for item in found.items)

    def nodes(self, key: str) -> list[Node]:
        """The items of a list under `key`; none where the key is absent."""
        found = self.node_of(key)
        if found is None:
            return []
        if not found.is_list:
            self.fault(f"{self.what}的“{key}”应是列表", found)
        return found.items

    def entries(self, key: str) -> Iterator[tuple[str, Node]]:
        """The entries of a mapping under `key`; none where the key is absent."""
        found = self.node_of(key)
        if found is None:
            return
        if not found.is_mapping:
            self.fault(f"{self.what}的“{key}”应是“名称: 内容”的列表", found)
        yield from found.mapping.items()

    def close(self) -> None:
        """Report the keys that nobody asked for."""
        for key in self.node.mapping:
            if key not in self.asked:
                message = f"{self.what}不认识“{key}”"
                place = self.node.keys.get(key, self.node.location)
                self.findings.append(pack_finding("PK-05", message, place, spelling_hint(key, self.asked)))
