"""Names that a head word makes places of, known or not: "قرية", "district", "قاعدة"."""

from dataclasses import dataclass, field

from geo.casing import is_latin_name
from geo.gazetteer import Gazetteer
from geo.place_words import Head, PlaceWords
from geo.places import HEAD_CLASSES, Place
from geo.toponyms import Toponym
from language.matching import Match
from language.tokens import Tokens

__all__ = ["HeadedNames"]

CACHE_SIZE = 20_000
QUOTES = frozenset("\"'()[]")
# A name that begins with one of these has at least one word more: "أبو غريب", "تل أبيض".
NAME_PREFIXES = frozenset(
    "ابو ابي ام تل بيت خان دير كفر وادي جبل راس بني ال البو عين عرب نهر باب قره ابن حي شيخ سيدي جزيره قصر قلعه".split()
)
UNKNOWN_NAME_CLASSES = frozenset("village town subdistrict district quarter camp site military_base".split())
# A spelling variant is too weak a sign for what only loosely fits its head word.
LOOSE_CLASSES = frozenset({"camp", "site", "region", "government"})


@dataclass(frozen=True, slots=True)
class HeadedNames:
    """Finds the names that stand with a head word; the places of a name and a class are looked up once."""

    gazetteer: Gazetteer
    place_words: PlaceWords
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
        if self.place_words.heads.at(words, j, last) is not None and not quoted:
            return None
        if words[j] in self.place_words.refused_names and not quoted:
            return None
        name = self.gazetteer.names.at(words, j, last)
        beside = self.place_words.words.at(words, j, last)
        if beside is not None and beside.entry == "direction" and (name is None or name.last <= beside.last):
            return None
        if name is not None and name.proclitics == "" and is_latin_name(tokens, j):
            end = name.last + (name.last < last and quoted and words[name.last] in QUOTES)
            places = self.with_head(tuple(words[j : name.last]), head.entry.feature_class, name.entry)
            return Toponym(head.first, end, j, name.last, places, head.proclitics, head.entry.feature_class)
        for end in range(min(j + 3, last), j, -1):
            places = self.with_head(tuple(words[j:end]), head.entry.feature_class, ())
            if places:
                closed = end + (end < last and quoted and words[end] in QUOTES)
                return Toponym(head.first, closed, j, end, places, head.proclitics, head.entry.feature_class)
        opening = next((i for i in range(j, min(j + 4, last)) if words[i] == '"'), None)
        if not quoted and opening is not None and opening + 1 < last and not words[j].isascii():
            # 'قاعدة الاحتلال الأميركي "حرير"': whose it is stands between the head and the name.
            for end in range(min(opening + 4, last), opening + 1, -1):
                inner = tuple(words[opening + 1 : end])
                places = self.with_head(inner, head.entry.feature_class, self.gazetteer.exactly(inner))
                if places:
                    closed = end + (end < last and words[end] in QUOTES)
                    return Toponym(
                        head.first,
                        closed,
                        opening + 1,
                        end,
                        places,
                        head.proclitics,
                        head.entry.feature_class,
                    )
        similar = () if words[j].isascii() else self.like(words[j], head.entry.feature_class)
        if similar:
            closed = j + 1 + (j + 1 < last and quoted and words[j + 1] in QUOTES)
            return Toponym(head.first, closed, j, j + 1, similar, head.proclitics, head.entry.feature_class)
        if head.entry.feature_class not in UNKNOWN_NAME_CLASSES or words[head.first].isascii():
            return None
        # What follows "مواقع" or "قاعدة" without quotes is mostly whose it is, not what it is called.
        if not quoted and (head.entry.many or head.entry.feature_class in {"site", "military_base"}):
            return None
        after = self.unknown_name(words, j, last, quoted)
        if after is None:
            return None
        return Toponym(head.first, after + quoted, j, after, (), head.proclitics, head.entry.feature_class)

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

    def unknown_name(self, words: list[str], j: int, last: int, quoted: bool) -> int | None:
        """The token after a name that no gazetteer has, which begins at token `j` after a head word."""
        if quoted:
            for end in range(j + 1, min(j + 5, last)):
                if words[end] in QUOTES:
                    return end
            return None
        word = words[j]
        if not word[0].isalpha() or word.isascii() or word in self.place_words.refused_names or len(word) < 3:
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
