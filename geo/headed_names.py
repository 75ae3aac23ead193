"""Names that a head word makes places of, known or not: "قرية", "district", "قاعدة"."""

from dataclasses import dataclass, field

from geo.casing import is_latin_name
from geo.gazetteer import Gazetteer
from geo.latin_names import LatinNames
from geo.place_words import Head, PlaceWords
from geo.places import HEAD_CLASSES, Place
from geo.toponyms import Toponym
from language.matching import Match
from language.tokens import Tokens

__all__ = ["HeadedNames"]

CACHE_SIZE = 20_000
CURATED_LAYER = 2
QUOTES = frozenset("\"'()[]")
# A name that begins with one of these has at least one word more: "أبو غريب", "تل أبيض".
NAME_PREFIXES = frozenset(
    "ابو ابي ام تل بيت خان دير كفر وادي جبل راس بني ال البو عين عرب نهر باب قره ابن حي شيخ سيدي جزيره قصر قلعه".split()
)
# These are never a whole name.
NAME_OPENINGS = frozenset("بن ابن ابو ابي ام ال بني عبد".split())
# A base or a quarter is called with the article or without; of towns, "عمران" is one and "العمران" another.
CLASSES_BUT_FOR_THE_ARTICLE = frozenset(
    "military_base airport camp oil_field port quarter subdistrict".split()
)
UNKNOWN_NAME_CLASSES = frozenset(
    "village city town subdistrict district quarter camp site military_base".split()
)
# A spelling variant is too weak a sign for what only loosely fits its head word.
LOOSE_CLASSES = frozenset({"camp", "site", "region", "government"})


@dataclass(frozen=True, slots=True)
class HeadedNames:
    """Finds the names that stand with a head word; the places of a name and a class are looked up once."""

    gazetteer: Gazetteer
    place_words: PlaceWords
    latin: LatinNames
    found: dict[tuple[tuple[str, ...], str, tuple[int, ...]], tuple[Place, ...]] = field(default_factory=dict)

    def after_head(
        self, tokens: Tokens, head: Match[Head], last: int, masked: dict[int, int]
    ) -> Toponym | None:
        """A head word and the name after it, known or not."""
        words = tokens.words
        j = head.last
        quoted = j < last and words[j] in QUOTES
        j += quoted
        if j >= last or j in masked:
            return None
        # "مركز محافظة ديالى": the inner head makes the name, the outer one only stands before it.
        if not quoted and (
            self.place_words.heads.at(words, j, last) is not None
            or words[j] in self.place_words.refused_names
        ):
            return None
        name = self.gazetteer.names.at(words, j, last)
        beside = self.place_words.words.at(words, j, last)
        if (
            beside is not None
            and beside.entry in {"direction", "medium"}
            and (name is None or name.last <= beside.last)
        ):
            return None
        closing = next((i for i in range(j + 1, min(j + 7, last)) if words[i] in QUOTES), 0) if quoted else 0
        return (
            self.known_after(tokens, head, j, last, name, closing)
            or (None if quoted else self.quoted_after_owner(words, head, j, last))
            or self.alike_after(tokens, head, j, closing or last, closing)
            or self.unknown_after(words, head, j, last, closing)
        )

    def known_after(
        self,
        tokens: Tokens,
        head: Match[Head],
        j: int,
        last: int,
        name: Match[tuple[int, ...]] | None,
        closing: int,
    ) -> Toponym | None:
        """A head word and a name that is known by itself or with such a head, the longest, from token `j`."""
        words, feature_class = tokens.words, head.entry.feature_class
        if name is not None and (name.proclitics or not is_latin_name(tokens, j)):
            name = None
        shortest = j + 1 if name is None else name.last
        longest = min(max(j + 3, shortest), closing or last)
        for end in range(longest, shortest - 1, -1):
            # "مطار \"بن غوريون\"" is not the airport of a place called "بن".
            if end == j + 1 and words[j] in NAME_OPENINGS and end < last and words[end][0].isalpha():
                continue
            numbers = name.entry if name is not None and end == name.last else ()
            places = self.with_head(tuple(words[j:end]), feature_class, numbers)
            if places:
                return self.headed(words, head, j, end, places, closing)
        return None

    def headed(
        self,
        words: list[str],
        head: Match[Head],
        first: int,
        end: int,
        places: tuple[Place, ...],
        closing: int,
    ) -> Toponym:
        """The toponym of a head and the name in tokens `first` to `end`, with the quote that closes it."""
        last = end + 1 if closing == end else end
        return Toponym(head.first, last, first, end, places, head.proclitics, head.entry.feature_class)

    def quoted_after_owner(self, words: list[str], head: Match[Head], j: int, last: int) -> Toponym | None:
        """A head, whose it is, and the name in quotes: 'قاعدة الاحتلال الأميركي "حرير"'."""
        opening = next((i for i in range(j, min(j + 4, last)) if words[i] == '"'), None)
        if opening is None or opening + 1 >= last or words[j].isascii():
            return None
        for end in range(min(opening + 4, last), opening + 1, -1):
            inner = tuple(words[opening + 1 : end])
            places = self.with_head(inner, head.entry.feature_class, self.gazetteer.exactly(inner))
            if places:
                closing = end if end < last and words[end] in QUOTES else 0
                return self.headed(words, head, opening + 1, end, places, closing)
        return None

    def alike_after(
        self, tokens: Tokens, head: Match[Head], j: int, last: int, closing: int
    ) -> Toponym | None:
        """A head and the name of one place of its class, but for the article ("قاعدة الحرير") or the spelling."""
        words, feature_class = tokens.words, head.entry.feature_class
        if not words[j][0].isalpha():
            return None
        if words[j].isascii():
            end, places = self.latin.after_head(tokens, j, last, feature_class)
            return self.headed(words, head, j, end, places, closing) if places else None
        definite = words[head.last - 1].removeprefix(head.proclitics).startswith("ال")
        article_free = feature_class in CLASSES_BUT_FOR_THE_ARTICLE and not definite
        for end in range(min(j + 2, last), j, -1) if article_free else ():
            places = self.but_for_the_article(tuple(words[j:end]), feature_class)
            if places:
                return self.headed(words, head, j, end, places, closing)
        similar = self.like(words[j], feature_class)
        return self.headed(words, head, j, j + 1, similar, closing) if similar else None

    def unknown_after(
        self, words: list[str], head: Match[Head], j: int, last: int, closing: int
    ) -> Toponym | None:
        """A head and a name that no gazetteer has: recognised, unresolved."""
        feature_class = head.entry.feature_class
        if feature_class not in UNKNOWN_NAME_CLASSES or words[head.first].isascii():
            return None
        if closing:
            return self.headed(words, head, j, closing, (), closing)
        # What follows "مواقع" or "قاعدة" without quotes is mostly whose it is, not what it is called; what
        # follows a definite head is its adjective: "المنطقة العازلة".
        if head.entry.many or feature_class in {"site", "military_base"}:
            return None
        if words[head.last - 1].removeprefix(head.proclitics).startswith("ال"):
            return None
        after = self.unknown_name(words, j, last)
        return None if after is None else self.headed(words, head, j, after, (), 0)

    def with_head(
        self, name: tuple[str, ...], feature_class: str, numbers: tuple[int, ...]
    ) -> tuple[Place, ...]:
        """The places that bear the name, and those that bear it with a head of this class: "قاعدة" + "حرير".

        A town's other names are tried too: "Deir Ezzor air base" is "Deir ez-Zor Air Base".
        """
        key = (name, feature_class, numbers)
        known = self.found.get(key)
        if known is None:
            known = self.find_with_head(name, feature_class, numbers)
            if len(self.found) >= CACHE_SIZE:
                self.found.clear()
            self.found[key] = known
        return known

    def find_with_head(
        self, name: tuple[str, ...], feature_class: str, numbers: tuple[int, ...]
    ) -> tuple[Place, ...]:
        """What `with_head` returns, looked up in the gazetteer."""
        found = list(numbers)
        places = self.gazetteer.candidates(numbers)
        names = [name, *(own for place in places for own in self.gazetteer.own_names.get(place.place_id, ()))]
        for each in names:
            for head in self.place_words.by_class.get(feature_class, ()):
                whole = (*each, *head) if each[0].isascii() else (*head, *each)
                if each[0].isascii() == head[0].isascii():
                    found += self.gazetteer.exactly(whole)
        return tuple(self.gazetteer.candidates(dict.fromkeys(found)))

    def but_for_the_article(self, name: tuple[str, ...], feature_class: str) -> tuple[Place, ...]:
        """The place of this class that is called so but for the article before its words, if it is one place."""
        wanted = HEAD_CLASSES.get(feature_class, frozenset({feature_class})) - LOOSE_CLASSES
        found: dict[str, Place] = {}
        for number, word in enumerate(name):
            if len(word) < 3:
                continue
            other = word.removeprefix("ال") if word.startswith("ال") else "ال" + word
            changed = (*name[:number], other, *name[number + 1 :])
            for place in self.with_head(changed, feature_class, self.gazetteer.exactly(changed)):
                if place.feature.name in wanted and place.layer >= CURATED_LAYER:
                    found[place.place_id] = place
        return tuple(found.values()) if len(found) == 1 else ()

    def like(self, name: str, feature_class: str) -> tuple[Place, ...]:
        """The places of this class whose name differs from `name` in its spelling only, if they are one place."""
        wanted = HEAD_CLASSES.get(feature_class, frozenset({feature_class})) - LOOSE_CLASSES
        places = tuple(
            p for p in self.gazetteer.candidates(self.gazetteer.alike((name,))) if p.feature.name in wanted
        )
        return places if len(places) == 1 else ()

    def latin_with_head(
        self, tokens: Tokens, i: int, last: int, heads: dict[int, Match[Head]]
    ) -> Toponym | None:
        """A Latin name that is known only together with its head word: "al-Shaer field" is "Shaer Gas Field"."""
        words = tokens.words
        if not words[i].isascii() or not words[i].isalpha() or i + 1 >= last or not is_latin_name(tokens, i):
            return None
        for end in (i + 1, i + 2):
            head = heads.get(end) if end < last else None
            if head is not None and head.entry.position in {"both", "after"}:
                places = self.with_head(tuple(words[i:end]), head.entry.feature_class, ())
                if places:
                    return Toponym(i, head.last, i, end, places, "", head.entry.feature_class)
        return None

    def unknown_name(self, words: list[str], j: int, last: int) -> int | None:
        """The token after a name that no gazetteer has, which begins at token `j` after a head word."""
        word = words[j]
        refused = self.place_words.refused_names
        if not word[0].isalpha() or word.isascii() or word in refused or len(word) < 3:
            return None
        # "المنطقة والعالم", "المدينة ومقتل": another noun is joined to the head.
        if word.startswith(("وال", "فال")) or (word[0] in "وف" and word[1:] in refused):
            return None
        if (
            self.place_words.heads.at(words, j, last) is not None
            or self.place_words.words.at(words, j, last) is not None
        ):
            return None
        # An adjective after a definite head is no name: "القرية الصغيرة"; nor is a verb or a pronoun.
        if word.endswith(("يه", "تين", "ات")) and not word.startswith("ال"):
            return None
        if word.startswith(("لل", "ي", "ل", "ت", "ب")) and not word.startswith(("تل", "بي", "بن", "لي")):
            return None
        end = j + 1
        if word in NAME_PREFIXES:
            end += 1
        return end if end <= last else None

    def unknown_conjunct(self, tokens: Tokens, i: int, last: int, inherited: str) -> Toponym | None:
        """A quoted name that no gazetteer has, in a list after "مستوطنات": recognised, unresolved."""
        words = tokens.words
        quoted = words[i] == '"' or (words[i] in {"و", ","} and i + 1 < last and words[i + 1] == '"')
        core = words[i + 1] if words[i] == '"' and i + 1 < last else words[i].removeprefix("و")
        places = self.with_head((core,), inherited, ()) or (self.like(core, inherited) if quoted else ())
        if places and core[0].isalpha():
            end = i + (
                3 if words[i] == '"' and i + 2 < last and words[i + 2] == '"' else 2 if words[i] == '"' else 1
            )
            at = i + (words[i] == '"')
            return Toponym(i, end, at, at + 1, places, "و" if words[i].startswith("و") else "", inherited)
        if (
            words[i] not in {'"'}
            or i + 2 >= last
            or words[i + 2] not in {'"'}
            or inherited not in UNKNOWN_NAME_CLASSES
        ):
            return None
        return Toponym(i, i + 3, i + 1, i + 2, (), "", inherited)

    def with_head_after(self, tokens: Tokens, toponym: Toponym, last: int) -> Toponym:
        """The toponym with the English head word that may follow it: "Tal Abyad city"."""
        words = tokens.words
        if toponym.last < last and words[toponym.name_first].isascii():
            head = self.place_words.heads.at(words, toponym.last, last)
            if head is not None and head.entry.position in {"both", "after"}:
                toponym.head = head.entry.feature_class
                name = tuple(words[toponym.name_first : toponym.name_last])
                known = tuple(n for n in self.gazetteer.exactly(name))
                toponym.candidates = self.with_head(name, toponym.head, known) or toponym.candidates
                toponym.last = head.last
        return toponym
