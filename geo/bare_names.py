"""Whether a name of the gazetteer that stands without a head word is a place, and no word or person."""

from collections.abc import Container
from dataclasses import dataclass

from geo.casing import is_latin_name
from geo.gazetteer import Gazetteer
from geo.place_words import PlaceWords
from language.matching import Match
from language.tokens import Tokens

__all__ = ["PlainNames"]

FAR_CITY_POPULATION = 300_000
FAR_CITY_LOCATIVES = frozenset(
    "في مدينه علي ضواحي قرب فوق العاصمه هجوم هجمات اعتداءات اعتداء تفجير تفجيرات انفجار انفجارات in near at capital".split()
)
QUOTES = frozenset("\"'()[]")
# No name ends with one of these: "هي في" is not Hefei.
NO_LAST_WORDS = frozenset("في من عن الي ان".split())
# What a name of one word is besides a place's; it must stand where a place does, or after another place.
NAMES_OF_PERSONS = frozenset({"first_name", "given_name"})
INSIDE_NAMES = frozenset("wa ash as ad ar az bin ibn".split())
LOCATIVES = frozenset("في in at near inside from around".split())


@dataclass(frozen=True, slots=True)
class PlainNames:
    """Judges names by the words around them; `stopwords` are everyday words."""

    gazetteer: Gazetteer
    place_words: PlaceWords
    stopwords: Container[str]

    def acceptable(
        self, tokens: Tokens, match: Match[tuple[int, ...]], after_name: bool, listed: bool, sentence: int
    ) -> bool:
        """Whether a name of the gazetteer is a place here and not a word, a person or a medium.

        `after_name` tells whether another place's name ends before it, `listed` whether the two are of a list.
        """
        words = tokens.words
        i = match.first
        # "كبير على" is not "like Bir Ali".
        if not is_latin_name(tokens, i) or "ك" in match.proclitics or words[match.last - 1] in NO_LAST_WORDS:
            return False
        single = match.last == i + 1
        if single and (len(words[i]) - len(match.proclitics) < 3 or not self.strong(words, match, listed)):
            return False
        # In "عين عيسى ودير الزور" no person is introduced.
        alone = not after_name and not match.proclitics.strip("و")
        if alone and self.introduced(words, i, sentence) in {
            "first_name",
            "medium",
        }:
            return False
        if not words[i].isascii():
            return True
        if i and not after_name and self.goes_on_from(tokens, i, sentence):
            return False
        return not self.names_medium(words, match) and not (single and self.goes_on_to(tokens, match))

    def introduced(self, words: list[str], i: int, sentence: int) -> str:
        """What the word before token `i`, quotes apart, is among the words of geography; "" where it is none."""
        j = i - 1
        if j > sentence and words[j] in QUOTES:
            j -= 1
        role = self.place_words.words.at(words, j, j + 1) if j >= 0 else None
        return role.entry if role is not None else ""

    def names_medium(self, words: list[str], match: Match[tuple[int, ...]]) -> bool:
        """Whether a Latin name is a medium's: "Al Mayadeen news"."""
        if match.last >= len(words):
            return False
        role = self.place_words.words.at(words, match.last, match.last + 1)
        return role is not None and role.entry == "medium"

    def goes_on_from(self, tokens: Tokens, i: int, sentence: int) -> bool:
        """Whether a Latin name goes on from an unknown name before it: "Abu Bakr al-Baghdadi", "Asfar Najjar"."""
        # "Khabb wa ash Shaaf"
        while i - 1 > sentence and tokens.words[i - 1] in INSIDE_NAMES:
            i -= 1
        word = tokens.words[i - 1]
        if not word.isascii() or not word.isalpha() or len(word) < 3 or not is_latin_name(tokens, i - 1):
            return False
        if i - 1 <= sentence or word in self.gazetteer.names.roots:
            return False
        return (
            self.place_words.heads.at(tokens.words, i - 1, i) is None
            and self.place_words.words.at(tokens.words, i - 1, i) is None
        )

    def goes_on_to(self, tokens: Tokens, match: Match[tuple[int, ...]]) -> bool:
        """Whether a place's Latin name is a person's first name: "Rami Abdel Rahman", "Jordan Brown"."""
        i, places = match.last, self.gazetteer.candidates(match.entry)
        if i >= len(tokens.words):
            return False
        word = tokens.words[i]
        if not word.isascii() or not word.isalpha() or not is_latin_name(tokens, i):
            return False
        if self.place_words.heads.at(tokens.words, i, i + 1) is not None:
            return False
        role = self.place_words.words.at(tokens.words, match.first, i)
        if role is not None and role.entry in NAMES_OF_PERSONS:
            return self.place_words.words.at(tokens.words, i, i + 1) is None
        well_known = any(place.feature.rank >= 4 or place.population > 50_000 for place in places)
        return not well_known and word not in self.gazetteer.names.roots

    def strong(self, words: list[str], match: Match[tuple[int, ...]], listed: bool) -> bool:
        """Whether a name of one word may stand alone: an everyday word may not, a far city needs "in"."""
        if words[match.first] in self.stopwords and match.proclitics:
            return False
        role = self.place_words.words.at(words, match.first, match.last)
        places = self.gazetteer.candidates(match.entry)
        before = words[match.first - 1] if match.first else ""
        if before in QUOTES and match.first > 1:
            before = words[match.first - 2]
        if role is not None:
            if role.entry in NAMES_OF_PERSONS and not any(p.feature.name == "country" for p in places):
                heads, end = self.place_words.heads, match.last
                headed = end < len(words) and heads.at(words, end, end + 1) is not None
                return "ب" in match.proclitics or before in LOCATIVES or headed
            if role.entry in {"direction", "near", "medium"}:
                return False
            if role.entry == "never_alone":
                return listed
        if self.gazetteer.stands_alone(match.entry):
            return True
        # "فكيف" is "and how", not "and Kyiv".
        if max(p.population for p in places) < FAR_CITY_POPULATION or "ف" in match.proclitics:
            return False
        # "الرياض، وجدة": a list of cities does not make Oujda of "and Jeddah", nor Laval of "ولأول مرة".
        listed = listed and match.core[0] not in "ول"
        return (
            listed
            or "ب" in match.proclitics
            or before in FAR_CITY_LOCATIVES
            or self.in_part_of(words, match.first)
        )

    def in_part_of(self, words: list[str], i: int) -> bool:
        """Whether a direction or a described capital stands before token `i`: "العاصمة الأوكرانية كييف"."""
        if i > 1 and words[i - 2].endswith("العاصمه") and words[i - 1].startswith("ال"):
            return True
        role = self.place_words.words.at(words, i - 1, i) if i else None
        return role is not None and role.entry == "direction" and not words[i - 1].startswith("ال")
