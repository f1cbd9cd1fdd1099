"""The offline page: one HTML file that holds Python, the application, the formats and everything that they need."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import tarfile
import zipfile
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from gongkai import __version__
from gongkai.page.container import packed
from gongkai.page.notices import notices, words_for
from gongkai.page.own_code import own_files
from gongkai.page.standard_library import trimmed
from gongkai.third_party import wheels
from gongkai.third_party.fetched import fetch
from gongkai.third_party.parts import Part, parts_of

PYTHON_FILES = ("pyodide.asm.js", "pyodide.js", "pyodide.asm.wasm")
FORMATS = '<script type="text/plain" id="gongkai-formats">'
_PARTS = '<script type="text/plain" id="gongkai-parts">'
_END = "</script>"


def build(cache: Path) -> str:
    """The page with the formats that come with the program. Raises FetchError.

    Same program and same list of parts, same bytes.
    """
    from gongkai.web import look

    modules: dict[str, bytes] = {}
    licences: dict[Part, str] = {}
    python: dict[str, bytes] = {}
    for part in parts_of("page"):
        archive = fetch(part, cache)
        if part.registry == "npm":
            python = _python(archive)
            licences[part] = words_for(part)
        else:
            modules |= wheels.modules(part, archive)
            licences[part] = wheels.licences(part, archive)
    modules |= own_files()
    payload = packed({**python, "worker.js": _inside("worker.js").encode(), "site.zip": _stored(modules)})
    return _page(
        version=__version__,
        style=look.style(),
        look=_inside("page.css"),
        check=_inside("check.js"),
        application=look.script(),
        start=_inside("start.js"),
        licences=notices(licences),
        payloads=f"{_PARTS}{payload}{_END}",
    )


def _page(*, style: str, look: str, check: str, application: str, start: str, **rest: str) -> str:
    scripts, styles = (check, application, start), (style, look)
    for text in (*scripts, *styles):
        assert "</s" not in text, "would end its element in the page"
    values = {
        **rest,
        "policy": policy(scripts, styles),
        "style": style,
        "look": look,
        "check": check,
        "application": application,
        "start": start,
    }
    template = _inside("page.html")
    pieces = template.split("@")
    # Every second piece is the name of a value; what a value says is never looked at again.
    assert len(pieces) % 2 == 1
    return "".join(values[piece] if at % 2 else piece for at, piece in enumerate(pieces))


def policy(scripts: tuple[str, ...], styles: tuple[str, ...]) -> str:
    """The strictest Content-Security-Policy under which pyodide runs: no address is reached, no text becomes script."""
    rules = (
        "default-src 'none'",
        f"script-src {_digests(scripts)} 'wasm-unsafe-eval'",
        "worker-src blob:",
        "connect-src 'none'",
        f"style-src {_digests(styles)}",
        "img-src data:",
        "form-action 'none'",
        "base-uri 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types gongkai",
    )
    return "; ".join(rules)


def _digests(texts: tuple[str, ...]) -> str:
    sums = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts)
    return " ".join(f"'sha256-{found}'" for found in sums)


def _python(archive: bytes) -> dict[str, bytes]:
    """What of pyodide's package the page needs; its list of other packages is emptied, for none is to be had."""
    with tarfile.open(fileobj=io.BytesIO(archive)) as package:

        def content(name: str) -> bytes:
            member = package.extractfile(f"package/{name}")
            assert member is not None
            return member.read()

        lock = {**json.loads(content("pyodide-lock.json")), "packages": {}}
        return {
            **{name: content(name) for name in PYTHON_FILES},
            "python_stdlib.zip": trimmed(content("python_stdlib.zip")),
            "pyodide-lock.json": json.dumps(lock).encode(),
        }


def _stored(modules: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in modules.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return made.getvalue()


def _inside(name: str) -> str:
    return (files("gongkai.page") / "inside" / name).read_text("utf-8")
