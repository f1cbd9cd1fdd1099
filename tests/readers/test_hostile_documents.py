"""Whatever is given, `read_document` ends within its limits, and what is not read is one clear sentence."""

from __future__ import annotations

import re
import resource
import time

import pytest

from gongkai.findings import Finding
from gongkai.readers.document import read_document
from gongkai.readers.pdf import apart
from gongkai.source import Source
from tests.readers.hostile_documents import CRAFTED, SLOW, damaged
from tests.support.wording import wording_faults

_MEMORY = 1_000_000_000
"""Of this process, in bytes of the peak: a refusal must not need what it refuses."""


def refusals(name: str, content: bytes) -> list[Finding]:
    """The findings; every file that gives nothing must have one, and each must say what to do."""
    begin = time.process_time()
    found = read_document(Source(name, content))
    assert time.process_time() - begin < apart.SECONDS, name
    assert found.parts or found.findings, name
    for finding in found.findings:
        assert finding.location.file == name
        assert finding.hint and not wording_faults(finding.message), finding.message
        assert not re.search(r"[A-Za-z]*Error|Traceback|None", finding.message), finding.message
    return found.findings


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.trial) if name in SLOW else name for name in CRAFTED]
)
def test_files_made_to_do_harm(name: str) -> None:
    make, words = CRAFTED[name]
    content = make()
    findings = refusals(name, content)
    said = " ".join(f"{finding.message} {finding.hint}" for finding in findings)
    assert re.search(words, said), said


def test_damaged_files() -> None:
    refused = sum(bool(refusals(name, content)) for name, content in damaged(4, 13))
    assert refused >= 8


@pytest.mark.trial
def test_many_damaged_files() -> None:
    refused = sum(bool(refusals(name, content)) for name, content in damaged(56, 1))
    assert refused >= 100
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 < _MEMORY
