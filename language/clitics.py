"""Arabic proclitics: the small words written onto the front of the next one.

و and ف (and, so), ب (in, with), ل (to), ك (as) and the article ال may stand before a name:
"وبالشدادي" is و + ب + الشدادي. All forms are folded.
"""

__all__ = ["readings"]

SHORTEST_CORE = 2
CONJUNCTIONS = "وف"
PREPOSITIONS = "بلك"


def readings(word: str) -> list[tuple[str, str]]:
    """Each way to read a folded word as (proclitics, core), the whole word first.

    >>> readings("وبالشدادي")
    [('', 'وبالشدادي'), ('و', 'بالشدادي'), ('وب', 'الشدادي')]
    """
    found = [("", word)]
    if len(word) <= SHORTEST_CORE or not "\u0621" <= word[0] <= "\u064a":
        return found
    rests = [("", word)]
    if word[0] in CONJUNCTIONS:
        rests.append((word[0], word[1:]))
        found.append(rests[-1])
    for before, rest in rests:
        if len(rest) <= SHORTEST_CORE or rest[0] not in PREPOSITIONS:
            continue
        # ل + ال is written لل: "للشدادي" is ل + الشدادي.
        if rest.startswith("لل"):
            found.append((before + "ل", "ا" + rest[1:]))
        found.append((before + rest[0], rest[1:]))
    return found
