"""The glossary of a document: its terms in their order, each with its explanation."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gongkai.learning.observed import ObservedText
from gongkai.learning.questions import TO_CHECK, Question
from gongkai.learning.variables import Variables
from gongkai.packs.load import GLOSSARY_FILE

GLOSSARY_HEADING = re.compile(r"名词解释")
_ENTRY = re.compile(
    r"^\s*(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)]?\s*[、.．)）]?)?\s*(?P<term>[^：:。，]{2,24}?)\s*[：:]\s*(?P<text>.+)$",
    re.DOTALL,
)
_OWN = re.compile(r"主要是\s*[:：]?\s*[XxＸ]{2,}[^。]*。?|[（(][^（）()]*无[^（）()]*[)）]")
_LEAST = 3


def glossary_of(
    blocks: Sequence[ObservedText], variables: Variables
) -> tuple[dict[str, str], list[Question]] | None:
    """The terms of a part and what is to be checked of them; None where it is no glossary."""
    terms: dict[str, str] = {}
    questions = []
    for block in blocks:
        found = _ENTRY.match(block.text)
        if found is None or (found["term"] in terms):
            if terms:
                last = next(reversed(terms))
                terms[last] += variables.put_into(block.text.strip())
            continue
        text = variables.put_into(found["text"].strip())
        if _OWN.search(text):
            text = _OWN.sub("", text).strip()
            questions.append(
                Question(GLOSSARY_FILE, f"“{found['term']}”的解释里有填写说明，草稿去掉了", block.text)
            )
        if variables.left_in(re.sub(r"\{\{.*?\}\}", "", text)):
            questions.append(
                Question(GLOSSARY_FILE, f"“{found['term']}”的解释里有单位自己的字，{TO_CHECK}", block.text)
            )
        terms[found["term"]] = text.replace("{{", "").replace("}}", "") if "{{" in text else text
    return (terms, questions) if len(terms) >= _LEAST else None
