"""Whether a Latin token is written as a name."""

from language.tokens import Tokens

__all__ = ["is_latin_name"]


def is_latin_name(tokens: Tokens, i: int) -> bool:
    """Whether a Latin token is written as a name, with a capital; Arabic has none."""
    if not tokens.words[i].isascii():
        return True
    start = tokens.folded.source(tokens.starts[i], tokens.ends[i])[0]
    return capital(tokens, start) or tokens.words[i][0].isdigit()


def capital(tokens: Tokens, start: int) -> bool:
    """Whether the letter at offset `start`, or the first after an article, is a capital."""
    stretch = tokens.original[start : start + 12]
    if stretch[:1].isupper():
        return True
    if stretch.isascii() and stretch.islower():
        return False
    return any(c.isupper() for c in stretch.split(" ")[0]) or (
        stretch.lower().startswith(("al ", "el ")) and stretch[3:4].isupper()
    )
