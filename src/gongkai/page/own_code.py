"""Our own part of the page and of the Windows folder: the program, and the formats inside it as a wheel has them."""

from __future__ import annotations

from pathlib import Path

from gongkai.packs.location import templates_root
from gongkai.web.handbook import handbook

# The board wants argon2, which is compiled; formats are learned where they are made, and the folder is to stay small.
_ELSEWHERE = ("board", "learning")
_NOT_IN_THE_PAGE = ("app", "page", "third_party")
_IN_THE_PAGE = (
    "page/__init__.py",
    "page/inside/__init__.py",
    "page/inside/visitor.py",
    "page/inside/worker_side.py",
)


def own_files(whole: bool = False) -> dict[str, bytes]:
    """Path below site-packages → bytes, sorted; without the board and the learning of formats, and unless `whole` also
    without what the page cannot use: the command line and what builds pages."""
    package = Path(__file__).resolve().parents[1]
    found = {}
    for path in package.rglob("*"):
        name = path.relative_to(package).as_posix()
        top = name.partition("/")[0]
        if not path.is_file() or "__pycache__" in name or name.endswith(".pyc"):
            continue
        if top not in ("templates", *_ELSEWHERE) and (
            whole or top not in _NOT_IN_THE_PAGE or name in _IN_THE_PAGE
        ):
            found[f"gongkai/{name}"] = path.read_bytes()
    root = templates_root()
    for path in root.rglob("*"):
        if path.is_file():
            found[f"gongkai/templates/{path.relative_to(root).as_posix()}"] = path.read_bytes()
    found["gongkai/web/handbook.md"] = handbook().encode()  # the place where a wheel has it
    return dict(sorted(found.items()))
