"""Every stage of a sample in one worktree: `python benchmarks/stage_times.py WORKTREE SAMPLE` prints its best times as
JSON.

Run in a process of its own, so that `old_new.py` may measure a worktree of long ago: where names have changed since
(commit 9729a03), both are known.
"""

from __future__ import annotations

import gc
import importlib
import json
import math
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

Action = Callable[[], Any]
STAGES = ("读取工作簿", "成文（含汇总）", "核对", "写 Word", "写 Excel", "写网页", "整个部门")


def stages(root: Path, sample: str) -> dict[str, float]:
    """ms of each stage: warm, one core, without LibreOffice; a stage that the worktree lacks is left out."""
    sys.path[:0] = [str(root / "src"), str(root)]
    importlib.import_module("gongkai.memory").collect_seldom()  # as the program itself does
    return _sample(root / "sample_inputs" / sample)


def _any(*names: str) -> Any:
    """The first of several names (module:function) that there is."""
    for name in names:
        module, _, function = name.partition(":")
        try:
            return getattr(importlib.import_module(f"gongkai.{module}"), function)
        except (ImportError, AttributeError):
            continue
    raise LookupError(names)


def _sample(folder: Path) -> dict[str, float]:
    pipeline = importlib.import_module("gongkai.pipeline")
    read, check = _readers(pipeline, folder / "input.xlsx")
    loaded = read()
    pack, department = loaded.pack, loaded.department
    book_of, ledger_of = _any("model.book:Book"), _any("model.ledger:Ledger")
    compose_document = _any("sections.compose:compose_document", "sections.compose:compose")
    run_rules = _any("rules.engine:run_rules", "rules.engine:check")
    subject_of = _any("rules.rule:Subject", "rules.base:Subject")
    write_docx, style = _any("writers.docx:write_docx"), _any("writers.docx:load_style")(pack.style)
    write_xlsx = _any("writers.xlsx.writer:write_xlsx", "writers.xlsx:write_xlsx")
    made: dict[str, Any] = {}

    def compose() -> None:
        made["book"] = book_of(ledger_of(department), pack.definitions)
        made["document"] = compose_document(pack, department, made["book"]).document

    def word() -> None:
        write_docx(made["document"], style, {})

    def composed_and_word() -> None:
        compose()
        word()

    def whole() -> None:
        checked = check()
        pipeline.render(pipeline.compose(checked), pack, ("docx", "xlsx"), pages=False)

    found = {
        "读取工作簿": _best(read),
        "成文（含汇总）": _best(compose),
        "核对": _best(
            lambda: run_rules(subject_of(pack, department, made["book"], made["document"])), compose
        ),
        "写 Word": _best(word, compose),
        "写 Excel": _best(lambda: write_xlsx(made["document"]), composed_and_word),
        "整个部门": _best(whole),
    }
    try:
        html = _any("writers.html.writer:html_report")
    except LookupError:
        return found

    def page() -> object:
        written = html(made["document"])
        return written.encode() if isinstance(written, str) else written  # older versions give text

    return {**found, "写网页": _best(page, compose)}


def _readers(pipeline: Any, path: Path) -> tuple[Action, Action]:
    try:
        library = _any("packs.library:Library")(_any("packs.location:templates_root")())
        source = _any("source:Source")
    except LookupError:
        return (lambda: pipeline.read(path)), (lambda: pipeline.check(path))
    return (
        lambda: pipeline.read(source.from_path(path), library),
        lambda: pipeline.check(source.from_path(path), library),
    )


def _best(action: Action, prepare: Action = lambda: None, rounds: int = 5) -> float:
    """The best of several runs in ms of this process' time, after one to warm up."""
    best = math.inf
    for warm in range(rounds + 1):
        prepare()
        gc.collect()
        start = time.process_time()
        action()
        if warm:
            best = min(best, time.process_time() - start)
    return best * 1000


if __name__ == "__main__":
    print(json.dumps(stages(Path(sys.argv[1]).resolve(), sys.argv[2]), ensure_ascii=False))
