"""Write docs/errors.md: every fault of the input and a choice of rules, with what the user sees.

The text comes from the table of input codes and from the gallery (tests/errors), whose outputs are tested.
`make docs` runs it; tests/errors/test_gallery.py fails while the page is not what it would write.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import yaml

from gongkai.codes import INPUT_CODES, Code, audit_codes, document_codes, export_codes, other_codes

ROOT = Path(__file__).resolve().parents[1]
GALLERY = ROOT / "tests" / "errors"
PAGE = ROOT / "docs" / "errors.md"
_LEVELS = ("[错误]", "[警告]", "[提示]")


def page() -> str:
    """The whole page."""
    lines = [
        "# 出错了怎么办",
        "",
        "<!-- 本页由 make docs 写出，请勿手改 -->",
        "",
        "gongkai check 把全部问题一次列出：级别、编号、说明、位置、改法。“错误”不改正就不生成报告；",
        "“警告”和“提示”请核对，可以不改。下面每一种都有一个真实运行的例子；",
        "`gongkai rules 编号` 显示同样的说明。",
        "",
        "## 一、读不懂输入（SR）",
    ]
    cases = _cases()
    for entry in INPUT_CODES.values():
        lines += _manual(entry)
        for case, text in cases:
            if entry.code in case["codes"]:
                lines += _example(case, text, entry.code)
    lines += ["", "## 二、内容互相矛盾（核对规则举例）", ""]
    lines += ["全部规则见 [核对规则](rules.md)。"]
    for case, text in cases:
        others = [code for code in case["codes"] if code not in INPUT_CODES]
        if others:
            lines += ["", f"### {others[0]} {case['title']}"]
            lines += _example({**case, "title": ""}, text, *others)
    lines += ["", "## 三、格式、科目表和批量处理的编号", ""]
    lines += ["这些由 gongkai templates、codes import、batch、consolidate、audit 和生成文件时给出。"]
    for entry in (
        *other_codes.PACKS,
        *other_codes.SUBJECT_LISTS,
        *other_codes.RUNS,
        *document_codes.OF_DOCUMENTS,
        *export_codes.OF_EXPORTS,
        *audit_codes.OF_AUDIT,
    ):
        lines += _manual(entry)
    return "\n".join(lines) + "\n"


def _manual(entry: Code) -> list[str]:
    head = f"### {entry.code} {entry.title}（{entry.severity.value}）"
    return ["", head, "", f"- 是什么：{entry.what}", f"- 怎么改：{entry.mend}"]


def _cases() -> list[tuple[dict[str, Any], str]]:
    found = []
    for path in sorted(GALLERY.glob("*/case.yaml")):
        case: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        found.append((case, path.with_name("expected.txt").read_text(encoding="utf-8")))
    if not found:
        raise SystemExit("tests/errors 里没有例子")
    return found


def _example(case: dict[str, Any], text: str, *codes: str) -> list[str]:
    """The findings of these codes as the user sees them."""
    shown = [block for block in _blocks(text) if any(f" {code} " in block[0] for code in codes)]
    head = ["", f"例：{case['title']}。"] if case["title"] else []
    return [*head, "", "```text", *(line for block in shown for line in block), "```"]


def _blocks(text: str) -> list[list[str]]:
    """The findings in an output: a line that begins with its level, and the lines indented below."""
    blocks: list[list[str]] = []
    for line in text.splitlines():
        if line.startswith(_LEVELS):
            blocks.append([line])
        elif blocks and line.startswith("    ") and not line.startswith("    无法执行"):
            blocks[-1].append(line)
        elif line.startswith("核对结果"):
            break
    return blocks


def main() -> None:
    text = page()
    if not PAGE.is_file() or PAGE.read_text(encoding="utf-8") != text:
        PAGE.write_text(text, encoding="utf-8", newline="\n")
        sys.stdout.write("已写出：docs/errors.md\n")


if __name__ == "__main__":
    main()
