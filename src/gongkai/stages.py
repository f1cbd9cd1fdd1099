"""The results that the stages of the pipeline hand on: loaded, checked, rendered."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from gongkai.findings import Finding, has_errors
from gongkai.frozen import frozen

if TYPE_CHECKING:
    from gongkai.model.department import Department
    from gongkai.packs.pack import Pack
    from gongkai.rules.rule import Outcome, Subject


@frozen
class Loaded:
    """A user's file as read. If `department` is None, the file could not be read at all."""

    department: Department | None
    pack: Pack | None
    findings: list[Finding]


@frozen
class Checked:
    """A department with all that was found, sorted, and what each rule answered.

    `held` are the findings that are not told, because they only follow from others.
    """

    loaded: Loaded
    subject: Subject | None
    findings: list[Finding]
    coverage: tuple[Outcome, ...] = ()
    held: tuple[Finding, ...] = ()

    @property
    def readable(self) -> bool:
        return self.subject is not None

    @property
    def publishable(self) -> bool:
        return self.readable and not has_errors(self.findings)


@frozen
class Rendered:
    """The finished files by name, and what the user should know about them."""

    files: dict[str, bytes]
    findings: list[Finding] = field(default_factory=list)
