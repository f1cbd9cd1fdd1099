"""Check and generate inputs in a process of its own, perhaps with everything compiled out of reach.

`python -m tests.support.anywhere [--blocked] PATH…` prints one JSON object: for each input the findings and the
sums of the files, for each `new:FORMAT` the sums of the blank workbook and YAML, and which files of babel's data
were opened.
"""

from __future__ import annotations

import hashlib
import importlib.abc
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

BLOCKED = (
    *("lxml", "docx", "openpyxl", "pydantic", "pydantic_core", "typer", "rich", "click", "pypdf"),
    *("_yaml", "yaml._yaml", "yaml.cyaml", "markupsafe._speedups", "distributed"),
)
FAST = ("isal",)
"""The extra `fast` deflates the same parts into other bytes: out of reach in both processes."""


class _Nothing(importlib.abc.MetaPathFinder):
    """Finds none of the modules and lets nobody else look for them."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names
        loaded = [name for name in sys.modules if self.holds(name)]
        assert not loaded, f"too late: {loaded}"

    def holds(self, name: str) -> bool:
        return name in self.names or name.partition(".")[0] in self.names

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> None:
        if self.holds(name):
            raise ModuleNotFoundError(f"{name} is out of reach", name=name)


def main(arguments: list[str]) -> dict[str, object]:
    opened: set[str] = set()
    sys.addaudithook(lambda event, args: opened.add(str(args[0])) if event == "open" else None)
    blocked = "--blocked" in arguments
    sys.meta_path.insert(0, _Nothing((*BLOCKED, *FAST) if blocked else FAST))
    result: dict[str, object] = {}
    for argument in arguments:
        if argument.startswith("new:"):
            result[argument] = _blank(argument.removeprefix("new:"))
        elif argument != "--blocked":
            result[argument] = _report(Path(argument))
    data = [Path(name).name for name in opened if "locale-data" in name and name.endswith(".dat")]
    result["babel"] = sorted(data)
    result["compiled"] = sorted(_compiled())
    return result


def _blank(format: str) -> dict[str, str]:
    from gongkai.blanks import write_workbook, write_yaml
    from tests.support.library import load_pack

    pack, faults = load_pack(format)
    assert pack is not None and not faults, faults
    return {
        "xlsx": _sum(write_workbook(pack.inputs, pack.classification)),
        "yaml": _sum(write_yaml(pack.inputs, pack.classification).encode()),
    }


def _report(path: Path) -> dict[str, object]:
    from gongkai import pipeline
    from tests.support.library import check_file

    checked = check_file(path)
    found: dict[str, object] = {"findings": [repr(finding) for finding in checked.findings]}
    if not checked.publishable:
        return found
    document = pipeline.compose(checked)
    assert document is not None and checked.loaded.pack is not None
    rendered = pipeline.render(document, checked.loaded.pack, ("docx", "xlsx"), pages=False)
    files = {**rendered.files, **pipeline.check_report(checked, document)}
    return {**found, "files": {name: _sum(content) for name, content in files.items()}}


def _sum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _compiled() -> list[str]:
    """Loaded modules, outside the standard library, that are not Python."""
    return [
        name
        for name, module in sys.modules.items()
        if str(getattr(module, "__file__", "") or "").endswith((".so", ".pyd"))
        and name.partition(".")[0] not in sys.stdlib_module_names
    ]


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(sys.argv[1:]), ensure_ascii=False, sort_keys=True))
