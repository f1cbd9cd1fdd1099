"""Archives of third parties: asked of pip and npm by name and version once, checked, and kept."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from gongkai.third_party.parts import PinnedPart

_BACKEND = '''"""Answers pip's question for metadata in place of the distribution's own code, which is never run."""
from pathlib import Path
class _Answer:
    def get_requires_for_build_wheel(self, config_settings=None):
        return []
    def prepare_metadata_for_build_wheel(self, folder, config_settings=None):
        made = Path(folder) / "{stem}.dist-info"
        made.mkdir()
        (made / "METADATA").write_text("Metadata-Version: 2.1\\nName: {name}\\nVersion: {version}\\n")
        return made.name
__legacy__ = _Answer()
'''


CACHE = Path.home() / ".cache" / "gongkai" / "parts"
"""Where archives are kept from one build to the next."""


class FetchError(Exception):
    """A part could not be had, or is not what the list says; the message is for the user."""


def fetch(part: PinnedPart, cache: Path) -> bytes:
    """The archive of a part, from the cache or, the first time, from its registry. Raises FetchError.

    What lies in the cache is checked at every use: a file that somebody changed is fetched again.
    """
    kept = cache / f"{part.sha256}-{part.name}-{part.version}"
    if kept.is_file():
        archive = kept.read_bytes()
        if hashlib.sha256(archive).hexdigest() == part.sha256:
            return archive
    archive = _downloaded(part)
    found = hashlib.sha256(archive).hexdigest()
    if found != part.sha256:
        raise FetchError(
            f"下载到的 {part.name} {part.version} 与清单不符：校验和应是 {part.sha256}，实际是 {found}"
        )
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=cache, delete=False) as unfinished:
        unfinished.write(archive)
    Path(unfinished.name).replace(kept)
    return archive


def _downloaded(part: PinnedPart) -> bytes:
    with tempfile.TemporaryDirectory(prefix="gongkai-part-") as folder:
        room = Path(folder)
        into = room / "archive"
        into.mkdir()
        environment = dict(os.environ)
        if part.registry == "npm":
            command = [
                "npm",
                "pack",
                f"{part.name}@{part.version}",
                "--silent",
                "--pack-destination",
                str(into),
            ]
        else:
            command = _pip(part, room, into, environment)
        try:
            done = subprocess.run(
                command,
                cwd=room,
                env=environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                encoding="utf-8",
                errors="replace",
                check=False,
            )
        except OSError as error:
            raise FetchError(f"下载 {part.name} {part.version} 需要 {command[0]}，这台电脑上没有") from error
        found = list(into.iterdir())
        if done.returncode != 0 or len(found) != 1:
            last = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]
            raise FetchError(f"没有能下载 {part.name} {part.version}：{''.join(last) or '没有说明'}")
        return found[0].read_bytes()


def _pip(part: PinnedPart, room: Path, into: Path, environment: dict[str, str]) -> list[str]:
    """pip checks the sum before it opens anything; wheels are asked for one fixed platform, so that every machine
    gets the same file (what is compiled in it is left out later)."""
    wanted = room / "wanted.txt"
    wanted.write_text(f"{part.name}=={part.version} --hash=sha256:{part.sha256}\n", encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--no-deps",
        "--no-input",
        "--quiet",
        "--require-hashes",
    ]
    command += ["--disable-pip-version-check", "--dest", str(into), "--requirement", str(wanted)]
    if not part.source:
        wheel = ["--only-binary", ":all:", "--implementation", "cp", "--python-version", "3.11"]
        return [*command, *wheel, "--platform", "manylinux2014_x86_64"]
    answer = room / "answer" / "setuptools"
    answer.mkdir(parents=True)
    (answer / "__init__.py").touch()
    stem = f"{part.name.replace('-', '_')}-{part.version}"
    backend = _BACKEND.format(stem=stem, name=part.name, version=part.version)
    (answer / "build_meta.py").write_text(backend, encoding="utf-8")
    environment["PYTHONPATH"] = str(answer.parent)
    return [*command, "--use-pep517", "--no-build-isolation"]
