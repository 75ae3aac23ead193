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
FAR_CITY_LOCATIVES = frozenset("في مدينه علي ضواحي قرب in near at".split())


@dataclass(frozen=True, slots=True)
class PlainNames:
    """Judges names by the words around them; `stopwords` are everyday words."""

    gazetteer: Gazetteer
    place_words: PlaceWords
    stopwords: Container[str]

    def acceptable(
        self, tokens: Tokens, match: Match[tuple[int, ...]], after_name: bool, sentence: int
    ) -> bool:
        """Whether a name of the gazetteer is a place here and not a word or a person."""
        words = tokens.words
        i = match.first
        if not is_latin_name(tokens, i):
            return False
        single = match.last == i + 1
        if single and not self.strong(words, match):
            return False
        if i and not match.proclitics.strip("و"):
            before = self.place_words.words.at(words, i - 1, i)
            if before is not None and before.entry == "first_name":
                return False
        if single and len(words[i]) - len(match.proclitics) < 3:
            return False
        if words[i].isascii() and i and not after_name and self.goes_on_from(tokens, i, sentence):
            return False
        return not (words[i].isascii() and single and self.goes_on_to(tokens, match))

    def goes_on_from(self, tokens: Tokens, i: int, sentence: int) -> bool:
        """Whether a Latin name goes on from an unknown name before it: "Abu Bakr al-Baghdadi", "Asfar Najjar"."""
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
        """Whether a small place's Latin name is a person's first name: "Rami Abdel Rahman"."""
        i, places = match.last, self.gazetteer.candidates(match.entry)
        if i >= len(tokens.words) or any(
            place.feature.rank >= 4 or place.population > 50_000 for place in places
        ):
            return False
        word = tokens.words[i]
        if (
            not word.isascii()
            or not word.isalpha()
            or not is_latin_name(tokens, i)
            or word in self.gazetteer.names.roots
        ):
            return False
        return self.place_words.heads.at(tokens.words, i, i + 1) is None

    def strong(self, words: list[str], match: Match[tuple[int, ...]]) -> bool:
        """Whether a name of one word may stand alone: an everyday word may not, a far city needs "in"."""
        if words[match.first] in self.stopwords and match.proclitics:
            return False
        role = self.place_words.words.at(words, match.first, match.last)
        if role is not None:
            return role.entry not in {"direction", "near"}
        if self.gazetteer.stands_alone(match.entry):
            return True
        places = self.gazetteer.candidates(match.entry)
        located = "ب" in match.proclitics or (
            match.first > 0 and words[match.first - 1] in FAR_CITY_LOCATIVES
        )
        return located and max(p.population for p in places) >= FAR_CITY_POPULATION
