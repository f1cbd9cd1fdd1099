"""What `gongkai audit` of a folder keeps beside its first report: documents that have not changed are not read again."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gongkai import __version__
from gongkai.app.environment import library
from gongkai.files import WriteFault, write_all
from gongkai.source import Source

if TYPE_CHECKING:
    from gongkai.auditing.outcome import AuditResult

_FOLDER = "审核"


class AuditState:
    """The kept results of a folder. Without a report there is no place for them, and nothing is kept; what cannot be
    kept or read again costs time alone."""

    def __init__(self, reports: Sequence[Path], format: str, near: Sequence[Source], force: bool) -> None:
        from gongkai.batch.work_list import STATE_FOLDER, templates_fingerprint

        self.folder = reports[0].absolute().parent / STATE_FOLDER / _FOLDER if reports else None
        self.force = force
        parts = [__version__, format, *(hashlib.sha256(each.content).hexdigest() for each in near)]
        if self.folder is not None:
            parts.append(templates_fingerprint(library().root))
        self.common = "|".join(parts)

    def fingerprint(self, sources: Sequence[Source]) -> str:
        """Of everything that an audit of these files depends on, the file of answers included."""
        told = hashlib.sha256(self.common.encode())
        for each in sources:
            told.update(f"|{each.name}|{each.trouble}|{len(each.content)}|".encode(errors="surrogatepass"))
            told.update(each.content)
        return told.hexdigest()

    def kept(self, path: Path, fingerprint: str) -> AuditResult | None:
        """The result of an earlier run, if it still holds."""
        from gongkai.auditing.kept_audits import audit_of

        if self.folder is None or self.force:
            return None
        try:
            data = json.loads((self.folder / _name(path)).read_bytes())
            return audit_of(data["result"]) if data["fingerprint"] == fingerprint else None
        except Exception:  # damaged, or of another version: it is audited again
            return None

    def keep(self, path: Path, fingerprint: str, result: AuditResult) -> None:
        from gongkai.auditing.kept_audits import audit_data

        if self.folder is None:
            return
        data = {"fingerprint": fingerprint, "result": audit_data(result)}
        with contextlib.suppress(WriteFault, OSError, ValueError):
            write_all(self.folder, {_name(path): json.dumps(data, ensure_ascii=False).encode()}, path)


def _name(path: Path) -> str:
    return hashlib.sha256(str(path.absolute()).encode(errors="surrogatepass")).hexdigest()[:32] + ".json"
