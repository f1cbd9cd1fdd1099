"""Reports once, as not checked, a format that still uses an earlier year's form."""

from __future__ import annotations

from gongkai.codes import CODES
from gongkai.packs.pack import Pack
from gongkai.rules.rule import Outcome, Status

UNCONFIRMED_RULE = "SM-02"


def unconfirmed(pack: Pack) -> list[Outcome]:
    """One outcome for a pack with a `status`, none for the others: nobody compared its form with a notice."""
    return (
        [Outcome(UNCONFIRMED_RULE, CODES[UNCONFIRMED_RULE].title, Status.NOT_RUN, pack.status)]
        if pack.status
        else []
    )
