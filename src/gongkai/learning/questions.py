"""What could not be decided from the documents: each question with its place in the draft and what it may be."""

from __future__ import annotations

from gongkai.frozen import frozen

TO_CHECK = "待核"
"""Stands in comments and prompts of a draft where somebody has to decide."""


@frozen
class Question:
    """`file` is the file of the pack, `text` says in Chinese what is not certain, `choices` what it may be, the likeliest
    first; `printed` is what the document prints."""

    file: str
    text: str
    printed: str = ""
    choices: tuple[str, ...] = ()
