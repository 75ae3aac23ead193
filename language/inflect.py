"""Inflected forms of the Arabic words in the lexicon, all folded.

A row of the lexicon gives stems; here they become the forms that the news writes, so that matching is
a look-up. A verb's stems are written `perfect|imperfect` without the prefix: "استهدف|ستهدف", "اصاب|صيب".
"""

from collections.abc import Iterator

__all__ = ["noun_forms", "verb_forms"]

OBJECTS = ("", "ه", "ها", "هم", "هما", "هن", "نا", "ني", "ك", "كم")
PERFECT_ENDINGS = ("", "ت", "ا", "تا", "ن", "نا", "و", "وا")
IMPERFECT_PREFIXES = ("ي", "ت", "ن", "ا")
IMPERFECT_ENDINGS = ("", "ون", "ين", "ان", "ن", "وا", "و", "ا")
SHORTEST_DEFINITE = 4
DEFECTIVE_ENDINGS = ("ت", "تا", "وا", "و", "ا")
POSSESSIVES = ("ه", "ها", "هم", "هما", "هن", "نا", "ك", "كم", "ي")


def verb_forms(stems: str) -> Iterator[tuple[str, str]]:
    """(form, tense) of a verb given as `perfect|imperfect`; tense is perfect, imperfect or future."""
    perfect, _, imperfect = stems.partition("|")
    if perfect:
        for ending in PERFECT_ENDINGS:
            for pronoun in OBJECTS:
                if ending == "وا" and pronoun:
                    continue
                if ending == "و" and not pronoun:
                    continue
                yield perfect + ending + pronoun, "perfect"
    if perfect.endswith("ي"):
        yield from defective_forms(perfect[:-1], imperfect.removesuffix("ي"))
    if imperfect:
        for prefix in IMPERFECT_PREFIXES:
            for ending in IMPERFECT_ENDINGS:
                for pronoun in OBJECTS:
                    if (ending in {"وا"} and pronoun) or (ending == "و" and not pronoun):
                        continue
                    form = prefix + imperfect + ending + pronoun
                    yield form, "imperfect"
                    yield "س" + form, "future"


def defective_forms(perfect: str, imperfect: str) -> Iterator[tuple[str, str]]:
    """(form, tense) of a verb whose last radical falls away: تصدى, تصدت, تصدوا, تصداها, يتصدون.

    The stems are given without it. Only forms that verbs with three firm radicals do not have.
    """
    for ending in DEFECTIVE_ENDINGS:
        for pronoun in OBJECTS:
            if (ending == "وا" and pronoun) or (ending in {"و", "ا"} and not pronoun):
                continue
            yield perfect + ending + pronoun, "perfect"
    if imperfect:
        for prefix in IMPERFECT_PREFIXES:
            for ending in ("ون", "ين", "وا"):
                yield prefix + imperfect + ending, "imperfect"
                yield "س" + prefix + imperfect + ending, "future"


def noun_forms(noun: str) -> Iterator[tuple[str, str]]:
    """(form, state) of a noun or participle; state is indefinite, definite or possessed.

    Accusative ا ("قصفا"), duals and possessives are made; broken plurals are rows of their own.
    """
    # "آلية" has no article: two letters are no noun.
    base = noun.removeprefix("ال") if len(noun) > SHORTEST_DEFINITE else noun
    yield base, "indefinite"
    yield "ال" + base, "definite"
    stem = base[:-1] + "ت" if base.endswith("ه") else base
    # A plural in -ات has no dual, and takes its pronoun at once: "هجماتها".
    if not base.endswith("ات"):
        for ending in ("ين", "ان"):
            yield stem + ending, "indefinite"
            yield "ال" + stem + ending, "definite"
        yield stem + "ي", "indefinite"
        yield stem + "ا", "indefinite"
    for pronoun in POSSESSIVES[:-1]:
        yield stem + pronoun, "possessed"
