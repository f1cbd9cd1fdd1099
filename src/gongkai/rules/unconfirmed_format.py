"""A format that goes on with an earlier year's form: said once in what was checked, since it was not."""

from __future__ import annotations

from gongkai.packs.pack import Pack
from gongkai.rules.rule import Outcome, Status

CODE = "JG-01b"
NAME = "表样与当年的通知一致"


def unconfirmed(pack: Pack) -> list[Outcome]:
    """One outcome for a pack with a `status`, none for the others: nobody compared its form with a notice."""
    return [Outcome(CODE, NAME, Status.NOT_RUN, pack.status)] if pack.status else []
