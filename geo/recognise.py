"""Recognising toponyms: which tokens of a sentence name a place, before it is known which place.

A name is known to the gazetteer, or it follows a word that makes a place of it (قرية, "district").
Names that are everyday words need such a head or their container beside them; names of people and of
organisations are refused.
"""

from bisect import bisect_left
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from geo.bare_names import PlainNames
from geo.containers import bind_to_towns
from geo.gazetteer import Gazetteer
from geo.headed_names import HeadedNames
from geo.latin_names import LatinNames
from geo.place_words import Head, PlaceWords
from geo.places import HEAD_CLASSES
from geo.toponyms import Toponym
from geo.transliteration import LatinVariants
from language.matching import Match
from language.tokens import Tokens

__all__ = ["Recogniser"]

MEASURES = frozenset(
    "km kilometres kilometers kilometre kilometer miles mile كم كيلومتر كيلومترات كلم ميل كيلومترا".split()
)


QUOTES = frozenset("\"'()[]")


class Sight(NamedTuple):
    """What sentences hold, seen in one pass.

    Names and heads are keyed by the token at which they begin; `openings` are the tokens at which a toponym
    may begin.
    """

    names: dict[int, Match[tuple[int, ...]]]
    heads: dict[int, Match[Head]]
    openings: list[int]


@dataclass(frozen=True, slots=True)
class Recogniser:
    """Finds toponyms with a gazetteer and the words around its names."""

    gazetteer: Gazetteer
    place_words: PlaceWords
    stopwords: Container[str] = field(default_factory=frozenset)
    variants: LatinVariants = field(init=False)
    latin: LatinNames = field(init=False)
    headed: HeadedNames = field(init=False)
    plain: PlainNames = field(init=False)

    def __post_init__(self) -> None:
        variants = LatinVariants(self.gazetteer)
        latin = LatinNames(self.gazetteer, self.place_words, variants, self.stopwords)
        object.__setattr__(self, "variants", variants)
        object.__setattr__(self, "latin", latin)
        object.__setattr__(self, "headed", HeadedNames(self.gazetteer, self.place_words, latin))
        object.__setattr__(self, "plain", PlainNames(self.gazetteer, self.place_words, self.stopwords))

    def find(self, tokens: Tokens, first: int, last: int, masked: dict[int, int]) -> list[Toponym]:
        """The toponyms in tokens `first` to `last`, left to right.

        `masked` maps the first token of an organisation or medium to the token after it: "المقاومة
        الإسلامية في العراق" names no place.
        """
        words, bounds = tokens.words, (first, last)
        names = self.gazetteer.names.begun(words, *bounds)
        heads = self.place_words.heads.begun(words, *bounds)
        return self.find_seen(tokens, first, last, masked, self.sight(words, [bounds], names, heads))

    def find_seen(
        self, tokens: Tokens, first: int, last: int, masked: dict[int, int], sight: Sight
    ) -> list[Toponym]:
        """What `find` returns, from what was seen of a whole text at once."""
        found: list[Toponym] = []
        words = tokens.words
        begin = bisect_left(sight.openings, first)
        openings = sight.openings[begin : bisect_left(sight.openings, last, begin)]
        if masked:
            openings = sorted({*openings, *masked})
        i = first
        inherited = ""
        while i < last:
            if not inherited:
                # What begins no name and no head word is passed over unread.
                following = bisect_left(openings, i)
                if following == len(openings):
                    break
                i = openings[following]
            if i in masked:
                i = masked[i]
                continue
            word = words[i]
            toponym = self.at(tokens, i, last, inherited, masked, found, sight, first)
            if toponym is None:
                if inherited and not self.coordinates(word):
                    inherited = ""
                i += 1
                continue
            self.look_around(tokens, toponym, first, last)
            found.append(toponym)
            i = toponym.last
            inherited = self.inherited(words, i, last, toponym, inherited)
        bind_to_towns(words, found)
        return found

    def sight(
        self,
        words: list[str],
        sentences: Sequence[tuple[int, int]],
        begun_names: Iterable[int],
        begun_heads: Iterable[int],
    ) -> Sight:
        """The names and heads in sentences told as (first, last), from the tokens that may begin them."""
        names = self.gazetteer.names.everywhere(words, sentences, begun_names)
        heads = self.place_words.heads.everywhere(words, sentences, begun_heads)
        found = {*names, *heads}
        # A Latin name may be known only with the head word after it, of one word or two.
        found.update(i for head in heads for i in (head - 1, head - 2) if i >= 0 and words[i].isascii())
        for first, last in sentences:
            found.update(self.variants.starts(words, first, last))
        return Sight(names, heads, sorted(found))

    def at(
        self,
        tokens: Tokens,
        i: int,
        last: int,
        inherited: str,
        masked: dict[int, int],
        found: Sequence[Toponym],
        sight: Sight,
        first: int,
    ) -> Toponym | None:
        """The toponym that begins at token `i` of the sentence from `first` to `last`, its head word included.

        `found` are those before it.
        """
        words = tokens.words
        whole = sight.names.get(i)
        head = sight.heads.get(i)
        if (
            head is not None
            and head.entry.position in {"before", "both"}
            and (whole is None or whole.last <= head.last)
        ):
            toponym = self.headed.after_head(tokens, head, last, masked)
            if toponym is not None:
                return toponym
            if whole is None:
                return self.latin.unknown_before(tokens, head, found[-1].last if found else first)
        after_name, listed = follows(words, i, found)
        if whole is None and inherited:
            return self.headed.unknown_conjunct(tokens, i, last, inherited)
        if whole is None:
            if not words[i].isascii():
                return None
            return self.headed.latin_with_head(tokens, i, last, sight.heads) or self.latin.at(
                tokens, i, last, sight.heads, first, listed
            )
        if words[i].isascii():
            # "Dayr az-Zawr" is known otherwise, "Dayr" is a village.
            longer = self.latin.at(tokens, i, last, sight.heads, first, listed)
            if longer is not None and longer.name_last > whole.last:
                return longer
        if any(masked.get(j, 0) > whole.last for j in range(i + 1, whole.last)):
            return None
        if not self.plain.acceptable(tokens, whole, after_name, listed, first):
            return None
        toponym = self.named(whole, inherited)
        if head is not None and not inherited and head.last < whole.last:
            # "ناحية العظيم" is a name that brings its head word with it.
            fitting = HEAD_CLASSES.get(head.entry.feature_class, frozenset({head.entry.feature_class}))
            if any(place.feature.name in fitting for place in toponym.candidates):
                toponym.head = head.entry.feature_class
            rest = self.place_words.words.at(words, head.last, whole.last)
            if rest is not None and rest.entry == "direction" and rest.last == whole.last:
                # "المنطقة الشرقية" is a province in one country and the east of any town in all.
                toponym.head, toponym.common = "", True
        return self.headed.with_head_after(tokens, toponym, last)

    def named(self, match: Match[tuple[int, ...]], head: str) -> Toponym:
        """A toponym of the gazetteer without a head of its own."""
        places = tuple(self.gazetteer.candidates(match.entry))
        if head:
            places = self.headed.with_head((match.core, *self.rest(match)), head, match.entry)
        common = match.last == match.first + 1 and match.core in self.stopwords
        common = common and any(place.country in self.gazetteer.home for place in places)
        return Toponym(
            match.first, match.last, match.first, match.last, places, match.proclitics, head, common=common
        )

    def rest(self, match: Match[tuple[int, ...]]) -> tuple[str, ...]:
        """The words of a matched name after its first."""
        for rest, numbers in self.gazetteer.names.roots[match.core]:
            if numbers is match.entry and len(rest) == match.last - match.first - 1:
                return rest
        return ()

    def coordinates(self, word: str) -> bool:
        """Whether a token joins the names of a list."""
        return word in {",", "و", '"', "and", "-", "(", ")"}

    def inherited(self, words: list[str], i: int, last: int, toponym: Toponym, before: str) -> str:
        """The head that the next name of a list takes over: "قاعدتي الشدادي وخراب الجير"."""
        if toponym.head and i < last:
            head = self.place_words.heads.at(words, toponym.first, toponym.last)
            if head is not None and head.entry.many:
                return toponym.head
        return before if toponym.head == before else ""

    def look_around(self, tokens: Tokens, toponym: Toponym, first: int, last: int) -> None:
        """Notes a direction or nearness before the name: "شمال غربي بغداد", "near Erbil"."""
        words = tokens.words
        i = toponym.first - 1
        while i > first and words[i] in QUOTES:
            i -= 1
        toponym.latin = words[toponym.name_first].isascii() and toponym.first > first
        toponym.located = "ب" in toponym.proclitics or (i >= first and words[i] in {"في", "وفي", "ب"})
        for _ in range(3):
            if i < first:
                return
            match = self.place_words.words.at(words, i, toponym.first)
            if match is None and i > first:
                match = self.place_words.words.at(words, i - 1, toponym.first)
            if match is not None and match.last >= i + 1 and match.entry == "direction":
                toponym.direction = True
            elif match is not None and match.last >= i + 1 and match.entry == "near":
                toponym.near = True
            elif words[i] not in MEASURES and words[i] not in {"of", "من", "مدينه", "the"}:
                return
            i -= 1


def follows(words: list[str], i: int, found: Sequence[Toponym]) -> tuple[bool, bool]:
    """Whether a toponym ends right before token `i`, and whether token `i` goes on with a list of it."""
    if not found:
        return False, False
    end = found[-1].last
    comma = end == i - 1 and words[end] in {",", "and"}
    return end == i, comma or (end == i and words[i].startswith("و"))
