"""`--to`: which kinds of files are written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated

import typer

from gongkai.app.wrong_usage import UserFault
from gongkai.writers.registry import FILE_KINDS, USUAL_KINDS

KindsOption = Annotated[
    list[str],
    typer.Option("--to", metavar="种类", help=f"{'、'.join(FILE_KINDS)}；几种用逗号分开，或者写几次 --to"),
]
USUAL = [",".join(USUAL_KINDS)]


def chosen_kinds(to: Sequence[str]) -> tuple[str, ...]:
    """The kinds that were asked for, each once. Raises UserFault for none and for what is no kind."""
    said = [kind.strip().lower() for item in to for kind in re.split("[,，、]", item) if kind.strip()]
    unknown = [kind for kind in said if kind not in FILE_KINDS]
    if unknown or not said:
        raise UserFault(
            f"--to 只能是 {'、'.join(FILE_KINDS)}，用逗号分开；不认识：{'、'.join(unknown) or '空'}"
        )
    return tuple(dict.fromkeys(said))
