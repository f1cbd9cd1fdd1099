"""Rewords advice that names commands for the pages, whose users have no command line."""

from __future__ import annotations

import re

from gongkai.desk.counts import on_one_line

_WORDS = (
    (r"或用 gongkai reasons 写入草稿再改", "也可以在“变动原因”这一步的草稿上改"),
    (r"gongkai reasons 可以先写出草稿", "“变动原因”这一步有写好的草稿"),
    (r"gongkai reasons 写出的行", "草稿"),
    (r"用 gongkai new 生成(的空白|并填好的)", r"从“领工作簿”下载\1"),
    (r"填进 gongkai new 生成的空白工作簿", "填进从“领工作簿”下载的空白工作簿"),
    (r"用 gongkai new --from 上年文件 带入", "在“领工作簿”从上年的工作簿带过来"),
    (r"用 gongkai new 重新生成空白工作簿", "从“领工作簿”重新下载空白工作簿"),
    (r"gongkai new 生成的空白 YAML", "空白 YAML"),
    (r"用 gongkai templates list 列出", "“格式”页列出"),
    (r"gongkai templates list 列出", "“格式”页列出"),
    (
        r"，用 gongkai new --format (当年格式|\S+) --from (?:上年输入|这份输入) 重新开始",
        r"，在“开始”选当年的格式，再把这份工作簿带过来",
    ),
    (r"：gongkai new --format (\S+) --from 这份输入", "：在“开始”选它，再把这份工作簿带过来"),
    (r"gongkai new --from 上年输入 可以直接带过来", "“领工作簿”可以从上年的工作簿直接带过来"),
    (r"上年的工作簿用 gongkai new --from 带过来", "上年的工作簿在“领工作簿”带过来"),
    (r"gongkai new --from 把", "“领工作簿”把"),
    (r"gongkai check \S+ --last-year \S+?(?=。|$)", "在“领工作簿”交来上年的工作簿（或同一年度的预算）对照"),
    (r"用 gongkai codes import (补入|读入)", r"请格式维护人员\1"),
    (r"用 gongkai codes learn(?=[。；]|$)", "请格式维护人员读材料"),
    (r"，?(?:直接)?用 gongkai codes learn(?: 公开的材料)?(?: --year \S+)?", "请格式维护人员"),
    (r"（--last-year 文件）", "（在“领工作簿”交来上年的工作簿，或同一年度的预算）"),
    (r"，?请用 --last-format 写明(?:上年的格式)?", "，请改用上年填好的工作簿"),
    (r"请一起写 --from", "请一次都选上"),
    (r"，?或安装 LibreOffice 后重新生成", ""),
    (r"没有找到 LibreOffice，目录页码", "目录的页码"),
    (r"：没有找到 LibreOffice 或转换失败", ""),
    (r"请安装 LibreOffice，或在 Word 中另存为 PDF", "在 Word 中另存为 PDF"),
    (r"，或者加 --force 覆盖", ""),
    (r"用 gongkai new 领的", "用从“领工作簿”领的"),
    (r"填报用的工作簿用 gongkai check 检查", "填报用的工作簿在“开始”交来核对"),
    (r"格式维护人员可以用 gongkai templates new \S+ --from \S+ 做", "格式维护人员可以做"),
)
_NAMED = re.compile(r"gongkai |--[a-z]|LibreOffice")
_COMMAND = re.compile(r"gongkai [a-z]|(?:^|[^-])--[a-z]|pip install|命令")
_SENTENCE = re.compile(r"[^。；]*(?:[。；]|$)")
_PATTERNS = tuple((re.compile(pattern), words) for pattern, words in _WORDS)


def on_pages(text: str) -> str:
    """The text of a finding or manual on one line, with commands replaced by what to do on the pages."""
    text = on_one_line(text)
    if _NAMED.search(text):
        for pattern, words in _PATTERNS:
            text = pattern.sub(words, text)
    return text


def handbook_on_pages(text: str) -> str:
    """A passage of the handbook without the sentences about commands that have no equivalent on the pages."""
    if not _COMMAND.search(text):
        return text
    kept = "".join(part for part in _SENTENCE.findall(on_pages(text)) if not _COMMAND.search(part))
    kept = kept if kept.count("**") % 2 == 0 else kept.replace("**", "")  # half of a bold passage went
    return kept[:-1] + "。" if kept.endswith("；") else kept
