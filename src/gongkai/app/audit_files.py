"""The files of `gongkai audit`: which are audited, and what is written beside and instead of the screen."""

from __future__ import annotations

import json
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gongkai.app.environment import library
from gongkai.app.terminal import say
from gongkai.app.wrong_usage import UserFault
from gongkai.files import WriteFault, shown_name, shown_path, write_all
from gongkai.own_files import places_beside, stamped
from gongkai.readers.kinds import KINDS, kind_of
from gongkai.source import Source

if TYPE_CHECKING:
    from gongkai.auditing.outcome import AuditResult

SUFFIXES = (".docx", ".xlsx", ".xlsm", ".xls", ".et", ".ods", ".pdf")
_OTHERS = (
    ".doc",
    ".wps",
    ".rtf",
    ".odt",
    ".ofd",
    ".csv",
    ".zip",
    ".rar",
    ".7z",
    ".jpg",
    ".jpeg",
    ".png",
    ".tif",
)
"""Documents that lie in folders and are not audited: they are told."""
_MAY_WRITE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH
_REPORTS = (".html", ".xlsx", ".docx", ".json")


def documents_in(paths: Sequence[Path]) -> tuple[dict[Path, str], list[Path]]:
    """What can be audited in folders, and the files beside them, each once with its place as text; and other documents
    that lie there. Files of answers and reports as pages are neither."""
    from gongkai.auditing.answers import ENDING

    inside: dict[Path, tuple[Path, str]] = {}
    left: list[Path] = []
    for path in paths:
        above = path if len(paths) == 1 else path.parent
        for found in path.rglob("*") if path.is_dir() else [path]:
            suffix = found.suffix.lower()
            hidden = found != path and any(part.startswith(".") for part in found.relative_to(path).parts)
            if hidden or found.name.startswith("~$") or found.name.endswith(ENDING) or found.is_dir():
                continue
            if suffix in SUFFIXES or found == path:
                place = shown_path(found.relative_to(above)).as_posix()
                inside.setdefault(found.absolute(), (found, place))
            elif suffix in _OTHERS:
                left.append(found)
    return dict(sorted(inside.values())), sorted(left)


class AuditFiles:
    """What is to be written; what cannot be is refused before anything is audited. Raises UserFault."""

    def __init__(
        self, files: Sequence[Path], reports: Sequence[Path], mark: Path | None, answers: bool, force: bool
    ) -> None:
        self.files, self.reports, self.mark = list(files), list(reports), mark
        self.answers, self.force = answers, force
        for path in self.reports:
            if path.suffix.lower() not in _REPORTS:
                raise UserFault(f"-o “{shown_name(path)}”的结尾只能是 {'、'.join(_REPORTS)}")
        for path in (*self.reports, *([mark] if mark is not None else [])):
            if any(path.exists() and each.exists() and path.samefile(each) for each in self.files):
                raise UserFault(f"“{shown_name(path)}”就是要审的文件，不能写在上面；请换一个名称")
        if mark is not None:
            self._marked_file(mark)

    def _marked_file(self, mark: Path) -> Path:
        """The one file that has the suffix of the marked copy."""
        suffix = mark.suffix.lower()
        chosen = [path for path in self.files if path.suffix.lower() == suffix]
        if suffix not in (".docx", ".pdf") or len(chosen) != 1 or any(map(Path.is_dir, self.files)):
            raise UserFault("--mark 要写一个 .docx 或 .pdf，审的文件里也要正好有一个同种的（文件夹不能标注）")
        return chosen[0]

    def write(self, audited: Sequence[tuple[Path, AuditResult]], quiet: bool) -> None:
        """Write everything that was asked for; with `quiet` what was written is said beside the output."""
        results = [result for _, result in audited]
        for path in self.reports:
            self._report(path, results, quiet)
        if self.mark is not None:
            self._mark(self.mark, results[0], quiet)
        if self.answers:
            self._answers(audited, quiet)

    def _report(self, path: Path, results: Sequence[AuditResult], quiet: bool) -> None:
        content = _report_content(path.suffix.lower(), results)
        beside = (
            {}
            if self.force or path.suffix.lower() == ".json"
            else places_beside(path.parent, {path.name: content})
        )
        name = beside.get(path.name, path.name)
        (written,) = write_all(path.parent, {name: content}, *self.files)
        say(f"已写出：{written}", err=quiet)
        if name != path.name:
            say(
                f"“{path.name}”有人改过（或者不是这个程序写的），没有覆盖，新的写在“{name}”；要覆盖请加 --force。",
                err=True,
            )

    def _mark(self, mark: Path, result: AuditResult, quiet: bool) -> None:
        """A copy of the one file that has the suffix of `mark`, with its findings."""
        from gongkai.auditing.outcome import UNREADABLE_FILE

        source = Source.from_path(self._marked_file(mark))
        name, kind = source.name, kind_of(source.content)
        if any(
            each.finding.code == UNREADABLE_FILE and each.finding.location.file == name
            for each in result.findings
        ):
            raise UserFault(f"“{name}”读不出来，没有写标注")
        if kind != mark.suffix.lower().removeprefix("."):
            called = KINDS[kind].called if kind in KINDS else "别的文件"
            raise UserFault(f"“{name}”其实是{called}，不能按它的名称写标注；请先把名称的结尾改对")
        findings = [each for each in result.findings if each.finding.location.file in ("", name)]
        if kind == "docx":
            from gongkai.auditing.marked_word import marked_word as marked
        else:
            from gongkai.auditing.marked_pdf import marked_pdf as marked
        try:
            content, placed = marked(source.content, findings)
        except ImportError as error:  # the Windows folder carries neither library
            raise UserFault(
                "这里不能写标注：没有 python-docx（Word）或 pypdfium2（PDF）；可以用 -o 写出报告"
            ) from error
        except (
            Exception
        ) as error:  # the libraries raise anything on a file of unknown origin that we could read
            raise UserFault(
                f"“{name}”的内部写法少见，写不了标注；可以用 -o 写出报告，或者用原来的软件另存一遍再试"
            ) from error
        write_all(mark.parent, {mark.name: content}, *self.files)
        say(f"已写出：{mark}（{len(findings)} 条，{placed} 条标在原话处，其余标在开头或页边）", err=quiet)

    def _answers(self, audited: Sequence[tuple[Path, AuditResult]], quiet: bool) -> None:
        """The file of answers of each document that has findings or had answers; one that cannot be used or written is
        left as it is, and the others are written."""
        from gongkai.auditing.answer_sheet import answer_workbook
        from gongkai.auditing.answers import ENDING

        faults = []
        for path, result in audited:
            target = path.with_name(path.name + ENDING)
            if not result.findings and result.answers is None:
                continue
            if result.answers is not None and not result.answers.usable:
                faults.append(f"没有写“{shown_name(target)}”：它现在不能用，请先改好、改名或删去")
                continue
            if target.exists() and not target.stat().st_mode & _MAY_WRITE:  # replacing it needs no such right
                faults.append(f"没有写“{shown_name(target)}”：它是只读的，请先去掉只读")
                continue
            content = answer_workbook(result, shown_name(path))
            try:
                write_all(target.parent, {target.name: content}, *self.files)
            except WriteFault as fault:
                faults.append(f"没有写“{shown_name(target)}”：{fault}")
                continue
            say(f"已写出：{target}", err=quiet)
        if faults:
            raise UserFault("\n".join(faults))


def _report_content(suffix: str, results: Sequence[AuditResult]) -> bytes:
    if suffix == ".json":
        whole = [result.as_dict() for result in results]
        shown = json.dumps(whole[0] if len(whole) == 1 else whole, ensure_ascii=False, indent=1)
        return f"{shown}\n".encode()
    if suffix == ".html":
        from gongkai.auditing.report_page import report_page

        return stamped(report_page(results), ("<!--", "-->"))
    if suffix == ".docx":
        from gongkai.auditing.self_check_word import self_check_word

        return stamped(self_check_word(results, library()))
    from gongkai.auditing.report_sheets import report_workbook

    return stamped(report_workbook(results))
