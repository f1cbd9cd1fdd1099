"""Builds the offline page: one HTML file with Python, the application, the formats and everything that they need."""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from gongkai import __version__
from gongkai.page.container import END, PARTS, packed_text
from gongkai.page.own_code import own_files
from gongkai.page.standard_library import trimmed
from gongkai.third_party import wheels
from gongkai.third_party.fetched import fetch
from gongkai.third_party.parts import PinnedPart, parts_of
from gongkai.writers.html.policy import digest

PYTHON_FILES = ("pyodide.asm.js", "pyodide.js", "pyodide.asm.wasm")


def build(cache: Path) -> str:
    """The page with the formats that come with the program. Raises FetchError.

    The bytes depend only on the program, the list of parts and the version of zlib.
    """
    modules: dict[str, bytes] = {}
    licences: dict[PinnedPart, str] = {}
    python: dict[str, bytes] = {}
    for part in parts_of("page"):
        archive = fetch(part, cache)
        if part.registry == "npm":
            python = _python(archive)
            # The archive contains no licence.
            licences[part] = (files("gongkai.page") / "licences" / f"{part.name}.txt").read_text("utf-8")
        else:
            modules |= wheels.modules(part, archive)
            licences[part] = wheels.licences(part, archive)
    modules |= own_files()
    payload = packed_text(
        {**python, "worker.js": _inside("worker.js").encode(), "site.zip": _stored(modules)}
    )
    return _page(licences, payload)


def _page(licences: Mapping[PinnedPart, str], payload: str) -> str:
    """The application's frame with the script that starts the worker before its own.

    Scripts and styles are inlined unchanged, so that the policy can name them by their digests.
    """
    from gongkai.web import look

    check, start, ours = _inside("check.js"), _inside("start.js"), _inside("page.css")
    scripts, styles = (check, start, look.script()), (ours, look.style())
    for text in (*scripts, *styles):
        assert "</s" not in text, "would end its element in the page"
    environment = look.environment()
    known = {"home": "browser", "style": look.style(), "script": look.script(), "version": __version__}
    frame = environment.from_string(_inside("shell.html")).render(**known)
    beside = environment.from_string(_inside("beside.html")).render(version=__version__, licences=licences)
    head, body = _cut(frame, "<style>")
    first = f'<meta http-equiv="Content-Security-Policy" content="{policy(scripts, styles)}">\n'
    first += f"<script>{check}</script>\n<style>{ours}</style>\n"
    body, end = _cut(body, "<script>")
    return f"{head}{first}{body}{beside}\n{PARTS}{payload}{END}\n<script>{start}</script>\n{end}"


def _cut(text: str, mark: str) -> tuple[str, str]:
    """The text before the mark, and from it on; the mark must occur once."""
    assert text.count(mark) == 1, f"{mark} is not there once"
    place = text.index(mark)
    return text[:place], text[place:]


def policy(scripts: tuple[str, ...], styles: tuple[str, ...]) -> str:
    """The strictest Content-Security-Policy under which pyodide runs: no network, no script made from text."""
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
        "trusted-types gongkai gongkai-main",
    )
    return "; ".join(rules)


def _digests(texts: tuple[str, ...]) -> str:
    return " ".join(map(digest, texts))


def _python(archive: bytes) -> dict[str, bytes]:
    """The files of pyodide's package that the page needs; its list of loadable packages is emptied."""
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
