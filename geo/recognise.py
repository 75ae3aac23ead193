"""Recognising toponyms: which tokens of a sentence name a place, before it is known which place.

A name is known to the gazetteer, or it follows a word that makes a place of it (قرية, "district").
Names that are everyday words need such a head or their container beside them; names of people and of
organisations are refused.
"""

from bisect import bisect_left
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from geo.gazetteer import Gazetteer
from geo.place_words import Head, PlaceWords
from geo.places import HEAD_CLASSES, Place
from geo.toponyms import Toponym
from language.matching import Match
from language.tokens import Tokens

__all__ = ["Recogniser"]

CACHE_SIZE = 20_000
QUOTES = frozenset("\"'()[]")
# A name that begins with one of these has at least one word more: "أبو غريب", "تل أبيض".
NAME_PREFIXES = frozenset(
    "ابو ابي ام تل بيت خان دير كفر وادي جبل راس بني ال البو عين عرب نهر باب قره ابن حي شيخ سيدي جزيره قصر قلعه".split()
)
UNKNOWN_NAME_CLASSES = frozenset("village town subdistrict district quarter camp site military_base".split())
# A spelling variant is too weak a sign for what only loosely fits its head word.
LOOSE_CLASSES = frozenset({"camp", "site", "region", "government"})
FAR_CITY_POPULATION = 300_000
FAR_CITY_LOCATIVES = frozenset("في مدينه علي ضواحي قرب in near at".split())
CLAUSE_ENDS = frozenset(".,;:!?\n")
MEASURES = frozenset(
    "km kilometres kilometers kilometre kilometer miles mile كم كيلومتر كيلومترات كلم ميل كيلومترا".split()
)


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
    headed_names: dict[tuple[tuple[str, ...], str, tuple[int, ...]], tuple[Place, ...]] = field(
        default_factory=dict
    )

    def find(self, tokens: Tokens, first: int, last: int, masked: dict[int, int]) -> list[Toponym]:
        """The toponyms in tokens `first` to `last`, left to right.

        `masked` maps the first token of an organisation or medium to the token after it: "المقاومة
        الإسلامية في العراق" names no place.
        """
        words, bounds = tokens.words, (first, last)
        names = self.gazetteer.names.starts(words, *bounds)
        heads = self.place_words.heads.starts(words, *bounds)
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
            after_name = bool(found) and found[-1].last == i
            toponym = self.at(tokens, i, last, inherited, masked, after_name, sight, first)
            if toponym is None:
                if inherited and not self.coordinates(word):
                    inherited = ""
                i += 1
                continue
            self.look_around(tokens, toponym, first, last)
            found.append(toponym)
            i = toponym.last
            inherited = self.inherited(words, i, last, toponym, inherited)
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
        return Sight(names, heads, sorted(found))

    def at(
        self,
        tokens: Tokens,
        i: int,
        last: int,
        inherited: str,
        masked: dict[int, int],
        after_name: bool,
        sight: Sight,
        first: int,
    ) -> Toponym | None:
        """The toponym that begins at token `i` of the sentence from `first` to `last`, its head word included."""
        words = tokens.words
        whole = sight.names.get(i)
        head = sight.heads.get(i)
        if (
            head is not None
            and head.entry.position in {"before", "both"}
            and (whole is None or whole.last <= head.last)
        ):
            toponym = self.headed(tokens, head, last, masked)
            if toponym is not None:
                return toponym
            if whole is None:
                return None
        if whole is None:
            return (
                self.unknown_conjunct(tokens, i, last, inherited)
                if inherited
                else self.latin_with_head(tokens, i, last, sight)
            )
        if any(masked.get(j, 0) > whole.last for j in range(i + 1, whole.last)):
            return None
        if not self.acceptable(tokens, whole, inherited, after_name, first):
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
        return self.with_head_after(tokens, toponym, last)

    def named(self, match: Match[tuple[int, ...]], head: str) -> Toponym:
        """A toponym of the gazetteer without a head of its own."""
        places = tuple(self.gazetteer.candidates(match.entry))
        if head:
            places = self.with_head((match.core, *self.rest(match)), head, match.entry)
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

    def headed(self, tokens: Tokens, head: Match[Head], last: int, masked: dict[int, int]) -> Toponym | None:
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
        if name is not None and name.proclitics == "" and self.is_latin_name(tokens, j):
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
        known = self.headed_names.get(key)
        if known is None:
            known = self.find_with_head(name, feature_class, numbers)
            if len(self.headed_names) >= CACHE_SIZE:
                self.headed_names.clear()
            self.headed_names[key] = known
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

    def latin_with_head(self, tokens: Tokens, i: int, last: int, sight: Sight) -> Toponym | None:
        """A Latin name that is known only together with its head word: "al-Shaer field" is "Shaer Gas Field"."""
        words = tokens.words
        if (
            not words[i].isascii()
            or not words[i].isalpha()
            or i + 1 >= last
            or not self.is_latin_name(tokens, i)
        ):
            return None
        for end in (i + 1, i + 2):
            head = sight.heads.get(end) if end < last else None
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

    def acceptable(
        self, tokens: Tokens, match: Match[tuple[int, ...]], inherited: str, after_name: bool, sentence: int
    ) -> bool:
        """Whether a name of the gazetteer is a place here and not a word or a person."""
        words = tokens.words
        i = match.first
        if not self.is_latin_name(tokens, i):
            return False
        single = match.last == i + 1
        if single and not self.strong(words, match, inherited):
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
        if not word.isascii() or not word.isalpha() or len(word) < 3 or not self.is_latin_name(tokens, i - 1):
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
            or not self.is_latin_name(tokens, i)
            or word in self.gazetteer.names.roots
        ):
            return False
        return self.place_words.heads.at(tokens.words, i, i + 1) is None

    def strong(self, words: list[str], match: Match[tuple[int, ...]], inherited: str) -> bool:
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

    def is_latin_name(self, tokens: Tokens, i: int) -> bool:
        """Whether a Latin token is written as a name, with a capital; Arabic has none."""
        if not tokens.words[i].isascii():
            return True
        start = tokens.folded.source(tokens.starts[i], tokens.ends[i])[0]
        return self.capital(tokens, start) or tokens.words[i][0].isdigit()

    def capital(self, tokens: Tokens, start: int) -> bool:
        """Whether the letter at offset `start`, or the first after an article, is a capital."""
        stretch = tokens.original[start : start + 12]
        if stretch[:1].isupper():
            return True
        if stretch.isascii() and stretch.islower():
            return False
        return any(c.isupper() for c in stretch.split(" ")[0]) or (
            stretch.lower().startswith(("al ", "el ")) and stretch[3:4].isupper()
        )

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
        toponym.latin = words[toponym.name_first].isascii() and toponym.first > first
        toponym.located = "ب" in toponym.proclitics or (i >= first and words[i] in {"في", "وفي"})
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
