"""A draft tried in a library of its own until it loads: what cannot be is made simpler, and told."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from gongkai.findings import Finding, Severity
from gongkai.learning.draft import FormatDraft
from gongkai.learning.narrative import ProseFile
from gongkai.learning.questions import Question
from gongkai.maintenance.lint import lint_format
from gongkai.packs.inheritance import PACK_FILE
from gongkai.packs.library import Library

_NUMBERING = "PK-34"
_BEGINS = re.compile(r"应以“(.+?)”开头")
_MOST = 12
"""Times that a draft is mended; what is still wrong then is told as it is."""


class Trial:
    """A folder that is thrown away, with the formats of a library and a draft beside them."""

    def __init__(self, own: Path, folder: Path, format: str) -> None:
        self.root, self.format = folder / "templates", format
        shutil.copytree(own, self.root)

    def library(self, files: Mapping[str, str]) -> Library:
        """The formats with these files as the draft's."""
        target = self.root / self.format
        shutil.rmtree(target, ignore_errors=True)
        for name, text in files.items():
            path = target / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return Library(self.root)

    def faults(self, files: Mapping[str, str], lint: bool) -> list[Finding]:
        """The errors of a draft: what its files say wrongly, with `lint` also what no department could be written with."""
        library = self.library(files)
        pack, found = library.pack(self.format)
        if pack is None or any(each.severity is Severity.ERROR for each in found) or not lint:
            return [each for each in found if each.severity is Severity.ERROR]
        return [each for each in lint_format(self.format, library) if each.severity is Severity.ERROR]


def mended(draft: FormatDraft, trial: Trial) -> list[Finding]:
    """Try a draft, and make simpler what is wrong with it, until nothing is. What is left, none as a rule."""
    found: list[Finding] = []
    for number in range(_MOST):
        found = trial.faults(draft.files(), lint=False) or trial.faults(draft.files(), lint=True)
        if not found or not _mend(draft, found, number):
            break
    if found:
        _simplify(draft)
        found = trial.faults(draft.files(), lint=False) or trial.faults(draft.files(), lint=True)
    return found


def _simplify(draft: FormatDraft) -> None:
    """Leave all prose to the user, and the look of numbers and cover to the base format: what is left always loads."""
    draft.head.pop("numbers", None)
    draft.head.pop("cover", None)
    for table in draft.tables():
        for key in ("numbers", "+numbers"):
            table.values.pop(key, None)
    for prose in draft.prose():
        for number, unit in enumerate(prose.units):
            if unit.printed:
                draft.narrator.replace_with_text(prose, number)


def _renumbered(
    draft: FormatDraft, prose: ProseFile | None, line: int, finding: Finding, begins: str
) -> bool:
    """Whether a heading that does not follow in its numbers was given the right one."""
    if prose is not None:
        unit = prose.unit_at(line)
        return unit >= 0 and draft.narrator.renumber(prose, unit, begins)
    for part in draft.parts:
        said = re.sub(r"\{\{.*?\}\}|\s", "", part.heading)
        if said and said in re.sub(r"〔.*?〕|\s", "", finding.message):
            bare = re.sub(r"^第[一二三四五六七八九十]+部分\s*", "", part.heading)
            part.heading = f"{begins} {bare}"
            draft.questions.append(Question(PACK_FILE, f"部分的序号不接续，草稿改成“{begins}”", bare))
            return True
    return False


def _mend(draft: FormatDraft, found: Iterable[Finding], number: int) -> bool:
    """Whether anything could be made simpler."""
    done = False
    prose = {f"{draft.format}/{each.file}": each for each in draft.prose()}
    tables = {f"{draft.format}/{each.file}": each for each in draft.tables()}
    wrong: set[tuple[str, int]] = set()
    for finding in found:
        file, line = finding.location.file, finding.location.line
        begins = _BEGINS.search(finding.hint)
        if begins is not None and finding.code == _NUMBERING:
            done = _renumbered(draft, prose.get(file), line, finding, begins[1]) or done
        elif file in prose:
            unit = prose[file].unit_at(line)
            if unit >= 0 and (file, unit) not in wrong and prose[file].units[unit].printed:
                wrong.add((file, unit))
                draft.questions.append(
                    Question(prose[file].file, f"草稿写得不对，改成由会计填写：{finding.message}")
                )
                draft.narrator.replace_with_text(prose[file], unit)
                done = True
        elif file in tables:
            draft.drop(tables.pop(file), finding.message)
            done = True
    return done
