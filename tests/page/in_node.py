# Run inside the page's Python by in_node.cjs: the same inputs as outside, and the core's tests.
import io
import json
import os
import sys
from pathlib import Path

os.chdir("/given")
sys.path[:0] = ["/given", "/given/libraries"]
sys.path.append("/given/whole.zip")  # pytest asks for more of the standard library than the page has
wanted = json.loads(Path("wanted.json").read_text(encoding="utf-8"))

from tests.support import anywhere  # noqa: E402

anywhere.BLOCKED = ()  # nothing compiled is here, and what is imported was imported by the page
anywhere.FAST = ()
found = anywhere.main(wanted["inputs"])

told = io.StringIO()
code = 0
if wanted["tests"]:
    import pytest

    kept = sys.stdout, sys.stderr
    sys.stdout = sys.stderr = told
    try:
        options = [
            "-q",
            "--capture=sys",
            "--import-mode=importlib",
            "--tb=short",
        ]  # nothing here can be forked or dumped
        without = ("cacheprovider", "faulthandler", "threadexception", "unraisableexception")
        without_tests = (f"--deselect={name}" for name in wanted["not"])
        code = pytest.main(
            [*options, *(f"-pno:{name}" for name in without), *without_tests, *wanted["tests"]]
        )
    finally:
        sys.stdout, sys.stderr = kept
result = json.dumps({"found": found, "code": int(code), "told": told.getvalue()[-3000:]}, ensure_ascii=False)
