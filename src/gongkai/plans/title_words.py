"""The words of a title by which a printed table is recognised."""

from __future__ import annotations

from gongkai.frozen import frozen
from gongkai.patterns import late

_MARKS = late(r"[“”\"'‘’《》（）()\s]")


@frozen
class TitleWords:
    """All of `every`, one of `some` (if there are any), none of `never`; without blanks, quotes and brackets."""

    every: tuple[str, ...] = ()
    some: tuple[str, ...] = ()
    never: tuple[str, ...] = ()

    @staticmethod
    def of(every: tuple[str, ...], some: tuple[str, ...], never: tuple[str, ...]) -> TitleWords:
        """Removes quotes, brackets and blanks from the words."""
        return TitleWords(*(tuple(_MARKS.sub("", word) for word in words) for words in (every, some, never)))

    def fit(self, text: str) -> bool:
        text = _MARKS.sub("", text)
        return (
            all(word in text for word in self.every)
            and (not self.some or any(word in text for word in self.some))
            and not any(word in text for word in self.never)
        )
