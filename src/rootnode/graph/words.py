"""The words of a title, as `title_word` keeps them and as they are looked for."""

import re
from typing import Final

_WORD: Final = re.compile(r"[^\W_]+")
WORDS: Final = 16
LONGEST: Final = 40
BEYOND: Final = "\U0010ffff"
"""Greater than whatever follows a beginning: a word starts with `begin` when it lies from `begin` to `begin + BEYOND`."""


def words_of(text: str) -> list[str]:
    """Each word once, in small letters, in their order; 16 at most, of 40 characters at most."""
    words = (match[0][:LONGEST] for match in _WORD.finditer(text.lower()))
    return list(dict.fromkeys(words))[:WORDS]
