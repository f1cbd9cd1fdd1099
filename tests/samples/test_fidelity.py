"""How much of the published reference documents our reports reproduce, where those are at hand."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from gongkai import pipeline
from tests.support.library import check_file

ROOT = Path(__file__).parents[2]
TOOL = ROOT.parent / "shared" / "tools" / "fidelity.py"
# Sample, reference, least share of rows and of clauses.
REFERENCES = [
    ("liulin-2023-final", "000", "1", "1"),
    ("xingxian-2023-budget", "001", "1", "1"),
    # One row that the scan cut in two, and four clauses in which the published figures are wrong (README).
    ("qinglong-2023-evaluation", "004", "0.97", "0.78"),
    ("yangcheng-2024-final", "002", "1", "1"),
    # 200 of 217 rows: duplicated and miscalculated rows of the published forms stand corrected (README).
    ("qiemo-2023-final", "003", "0.92", "1"),
]


@pytest.mark.skipif(not TOOL.is_file(), reason="the reference documents are not beside this checkout")
@pytest.mark.parametrize(("sample", "reference", "rows", "clauses"), REFERENCES)
def test_fidelity(sample: str, reference: str, rows: str, clauses: str, tmp_path: Path) -> None:
    checked = check_file(ROOT / "sample_inputs" / sample / "input.xlsx")
    assert checked.subject is not None
    document = pipeline.compose(checked)
    assert document is not None
    (content,) = pipeline.render(document, checked.subject.pack, ("docx",), pages=False).files.values()
    report = tmp_path / "report.docx"
    report.write_bytes(content)
    command = [
        sys.executable,
        str(TOOL),
        reference,
        str(report),
        "--show",
        "--rows",
        rows,
        "--clauses",
        clauses,
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
