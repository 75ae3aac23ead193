"""Latin names that the gazetteer spells otherwise ("Talafar", "Khan Shaikhoun"), and unknown ones before a head."""

from collections.abc import Container, Mapping
from dataclasses import dataclass

from geo.casing import is_latin_name
from geo.gazetteer import Gazetteer
from geo.place_words import Head, PlaceWords
from geo.places import HEAD_CLASSES, Place
from geo.toponyms import Toponym
from geo.transliteration import LONGEST_NAME, LatinVariants
from language.matching import Match
from language.tokens import ARTICLES, Tokens

__all__ = ["LatinNames"]

# A name of one word that is nowhere listed as written must stand where a place does.
BEFORE_PLACES = frozenset("in at near inside outside around into toward towards on over across".split())
# The finest classes, which need a head word: a quarter's name is mostly a person's or a saint's too.
RANK_OF_TOWNS = 2
# "Khabb wa ash Shaaf district"
# A name that only sounds like a listed one must fit its head closely: "Aqayrabat town" is no village elsewhere.
NEAR_CLASSES = {
    "quarter": frozenset({"quarter"}),
    "town": frozenset({"town", "city"}),
    "city": frozenset({"town", "city"}),
    "military_base": frozenset({"military_base", "airbase"}),
}
INSIDE_NAMES = ARTICLES | {"wa"}
UNKNOWN_BEFORE = frozenset({"district", "subdistrict", "village", "town", "quarter"})
LONGEST_UNKNOWN = 6
NO_NAMES = frozenset(
    "the a an this that these those their his her its our my every each another other".split()
)


@dataclass(frozen=True, slots=True)
class LatinNames:
    """Finds Latin names by their sound, and those whose head word alone makes them places."""

    gazetteer: Gazetteer
    place_words: PlaceWords
    variants: LatinVariants
    stopwords: Container[str]

    def at(
        self,
        tokens: Tokens,
        i: int,
        last: int,
        heads: Mapping[int, Match[Head]],
        first: int,
        after_name: bool,
    ) -> Toponym | None:
        """The toponym that begins at token `i` and is spelled otherwise in the gazetteer."""
        words = tokens.words
        if not self.variants.may_begin(words[i]) or not is_latin_name(tokens, i):
            return None
        if self.is_word(words, i) or (i > first and self.introduces_person(words, i - 1)):
            return None
        for end in range(min(i + LONGEST_NAME, last), i, -1):
            if not self.is_run(tokens, i + 1, end):
                continue
            places = self.gazetteer.candidates(self.variants.meant(tuple(words[i:end])))
            if not places:
                continue
            head = heads.get(end)
            if head is not None and head.entry.position in {"both", "after"}:
                feature_class = head.entry.feature_class
                fitting = of_class(places, feature_class) or self.called_after(places, feature_class)
                if fitting:
                    return Toponym(i, head.last, i, end, fitting, "", feature_class)
                # "Iskandaron Street" is not in Iskenderun.
                continue
            if end > i + 1 or self.stands_as_place(words, i, first, after_name):
                known = tuple(
                    p
                    for p in places
                    if p.feature.rank >= RANK_OF_TOWNS and (not p.cue or p.feature.rank <= 3)
                )
                if known and (end > i + 1 or not self.goes_on(tokens, end, last)):
                    return Toponym(i, end, i, end, known)
        return None

    def called_after(self, places: list[Place], feature_class: str) -> tuple[Place, ...]:
        """The places of a class that are called after one of these: "Tabaqa military airport"."""
        found: dict[int, None] = {}
        for place in places:
            for name in self.gazetteer.own_names.get(place.place_id, ()):
                for head in self.place_words.by_class.get(feature_class, ()):
                    if name[0].isascii() and head[0].isascii():
                        found |= dict.fromkeys(self.gazetteer.exactly((*name, *head)))
        return tuple(self.gazetteer.candidates(found))

    def after_head(
        self, tokens: Tokens, j: int, last: int, feature_class: str
    ) -> tuple[int, tuple[Place, ...]]:
        """The token after the name that begins at token `j` after a head word, and the places it may mean."""
        words = tokens.words
        if self.variants.may_begin(words[j]) and is_latin_name(tokens, j):
            for end in range(min(j + LONGEST_NAME, last), j, -1):
                if self.is_run(tokens, j + 1, end):
                    places = self.gazetteer.candidates(self.variants.meant(tuple(words[j:end])))
                    fitting = of_class(places, feature_class)
                    if fitting:
                        return end, fitting
        return j, ()

    def unknown_before(self, tokens: Tokens, head: Match[Head], first: int) -> Toponym | None:
        """A name that no gazetteer has, between token `first` and its head word: recognised, unresolved."""
        words = tokens.words
        if head.entry.feature_class not in UNKNOWN_BEFORE or head.entry.position == "before":
            return None
        begin = i = head.first
        while i > max(first, head.first - LONGEST_UNKNOWN):
            i -= 1
            if words[i] in INSIDE_NAMES and not is_latin_name(tokens, i):
                continue
            if (
                not words[i].isascii()
                or not words[i].isalpha()
                or words[i] in NO_NAMES
                or not is_latin_name(tokens, i)
                or self.is_word(words, i)
            ):
                break
            begin = i
        # The first word of a sentence has its capital anyway.
        if begin == head.first or (begin == first and begin == head.first - 1):
            return None
        return Toponym(begin, head.last, begin, head.first, (), "", head.entry.feature_class)

    def is_run(self, tokens: Tokens, first: int, end: int) -> bool:
        """Whether tokens `first` to `end` go on with a name: words with capitals, articles between them."""
        words = tokens.words
        # "Mar-a-Lago" is not "Maara", nor "al-Tabqa US-led" Tabuk.
        return len(words[end - 1]) > 2 and all(
            words[k].isascii()
            and words[k].replace("'", "").isalpha()
            and (is_latin_name(tokens, k) or (words[k] in INSIDE_NAMES and k < end - 1))
            for k in range(first, end)
        )

    def is_word(self, words: list[str], i: int) -> bool:
        """Whether a token is a word of geography, a first name, an everyday word or a genitive: "Syrias capital"."""
        return (
            words[i] in self.stopwords
            or (words[i][-1] == "s" and words[i][:-1] in self.gazetteer.names.roots)
            or self.place_words.words.at(words, i, i + 1) is not None
            or self.place_words.heads.at(words, i, i + 1) is not None
        )

    def introduces_person(self, words: list[str], i: int) -> bool:
        """Whether a first name or a title stands at token `i`."""
        role = self.place_words.words.at(words, i, i + 1)
        return role is not None and role.entry in {"first_name", "medium"}

    def stands_as_place(self, words: list[str], i: int, first: int, after_name: bool) -> bool:
        """Whether a preposition of place, a direction or the name of another place stands before token `i`."""
        if after_name:
            return True
        if i <= first:
            return False
        before = words[i - 1]
        if before == "of" and i - 1 > first:
            role = self.place_words.words.at(words, i - 2, i)
            return role is not None and role.entry in {"direction", "near"}
        role = self.place_words.words.at(words, i - 1, i)
        return before in BEFORE_PLACES or (role is not None and role.entry in {"direction", "near"})

    def goes_on(self, tokens: Tokens, end: int, last: int) -> bool:
        """Whether another capitalised word that is no head goes on with the name: "in Sadat Kassem's house"."""
        if end >= last or not tokens.words[end].isascii() or not tokens.words[end].isalpha():
            return False
        return is_latin_name(tokens, end) and self.place_words.heads.at(tokens.words, end, end + 1) is None


def of_class(places: list[Place], feature_class: str) -> tuple[Place, ...]:
    """Those of the places that a head word of this class may stand with."""
    wanted = NEAR_CLASSES.get(feature_class) or HEAD_CLASSES.get(feature_class, frozenset({feature_class}))
    return tuple(place for place in places if place.feature.name in wanted)
