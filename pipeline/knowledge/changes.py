"""What the knowledge says of each word: kept in a build, so that the next one reads again only what a change touches.

Two tables of this kind are compared, not the rows of the CSV files: a row changes other names than its own
(a curated place takes over the names of a packaged one near by), and has more forms than are written in it.
An article can be read differently only if its text holds every word of a phrase that changed, or a word that
became known or ceased to be. What no single word tells, such as the classes that head words make and the
fitted weights, is one line of its own, and a change in it touches every article.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Any

import daachorse
import pyarrow as pa

from geo.gazetteer import SHORTEST_SKELETON, Gazetteer, skeleton
from geo.transliteration import LatinVariants, sound_of_text
from language.fold import fold
from language.matching import Phrasebook
from language.resegment import undisguised
from pipeline.attack_kinds import family_of
from pipeline.knowledge.load import SHORTEST_STEM, Knowledge, known_words
from pipeline.knowledge.toll_words import TollWords
from pipeline.model import Article

__all__ = ["WORDS_SCHEMA", "Needles", "changed_words", "word_table"]

WORDS_SCHEMA = pa.schema([("kind", pa.string()), ("words", pa.string()), ("digest", pa.binary(8))])
_GLOBAL = "everything"
_TRIGGERS, _WEAPONS, _SKELETONS, _SCAN, _SOUNDS = "triggers", "weapons", "skeletons", "scan", "sounds"
Entry = tuple[str, str, bytes]


def word_table(knowledge: Knowledge) -> pa.Table:
    """One row for each phrase and word that the knowledge knows, with a hash of all that it says of it."""
    rows = sorted(_rows(knowledge))
    columns = [pa.array([row[at] for row in rows], field.type) for at, field in enumerate(WORDS_SCHEMA)]
    return pa.Table.from_arrays(columns, schema=WORDS_SCHEMA)


def _rows(knowledge: Knowledge) -> Iterator[Entry]:
    lexicon, gazetteer = knowledge.lexicon, knowledge.gazetteer
    place_words = knowledge.recogniser.place_words
    apart = sorted(gazetteer.home), sorted((k, sorted(v)) for k, v in place_words.by_class.items())
    # How tolls are read is no matter of single words: a change there may count otherwise anywhere.
    tolls = sorted(
        (each.name, sorted(getattr(knowledge.toll_words, each.name))) for each in fields(TollWords)
    )
    languages = sorted(knowledge.languages.words.items()), knowledge.languages.pieces
    yield _GLOBAL, "", _digest(repr((apart, tolls, languages, knowledge.weights_fingerprint)))
    books: dict[str, Phrasebook[Any]] = {
        _TRIGGERS: lexicon.triggers, _WEAPONS: lexicon.weapons, "cues": lexicon.cues,
        "targets": lexicon.targets, "heads": place_words.heads, "place words": place_words.words,
        "numerals": knowledge.numerals.phrases, "calendar": knowledge.calendar.words,
    }  # fmt: skip
    for kind, book in books.items():
        for words, entry in book.phrases.items():
            needs = lexicon.needs.get(entry.row) if kind == _TRIGGERS else None
            # A reading asks for the families of the types that its own words tell, and of no others.
            family = family_of(entry.value) if kind in (_TRIGGERS, _WEAPONS) else ""
            yield kind, " ".join(words), _digest(repr((entry, needs, family)))
    for words, entry in lexicon.names.phrases.items():
        told = (entry, knowledge.actors.get(entry.value), _outlet(knowledge, entry.value))
        yield "names", " ".join(words), _digest(repr(told))
    yield from _places(gazetteer, place_words.by_class, knowledge.recogniser.variants)
    known = known_words(lexicon, gazetteer, place_words, knowledge.calendar)
    latin = (word for word in gazetteer.names.roots if word.isascii())
    scanned = (word for word in lexicon.triggers.roots if len(word) >= SHORTEST_STEM)
    stop = knowledge.recogniser.stopwords
    assert isinstance(stop, frozenset)
    sets = {
        "known": known,
        "latin": latin,
        _SCAN: scanned,
        "stop": stop,
        "refused": place_words.refused_names,
    }
    for kind, found in sets.items():
        for word in found:
            yield kind, word, b"\0" * 8


def _outlet(knowledge: Knowledge, value: str) -> object:
    outlet = knowledge.outlets.get(value)
    return outlet and (outlet.outlet_id, outlet.name_en, sorted(outlet.aligned_with))


def _places(
    gazetteer: Gazetteer, heads: dict[str, list[tuple[str, ...]]], variants: LatinVariants
) -> Iterator[Entry]:
    """The names of places, each with the places that bear it and the names those have with a head word.

    "قاعدة X" may be found by another name of X that the gazetteer has with a head.
    """
    told = [repr(place) for place in gazetteer.places]
    told_of = {place_id: repr(place) for place_id, place in gazetteer.by_id.items()}
    headed: dict[tuple[str, ...], list[str]] = defaultdict(list)
    of_head = {head for each in heads.values() for head in each}
    for words, numbers in gazetteer.names.phrases.items():
        for base in _bases(words, of_head):
            headed[base].append(f"{words}{[told[n] for n in numbers]}")
    about = []
    for number, place in enumerate(gazetteer.places):
        own = sorted(gazetteer.own_names.get(place.place_id, ()))
        about.append(_digest(repr((told[number], own, [sorted(headed.get(name, ())) for name in own]))))
    for words, numbers in gazetteer.names.phrases.items():
        yield "places", " ".join(words), _digest(b"".join(about[n] for n in numbers))
        for base in _bases(words, of_head):
            # A text may hold another head of the class before these words.
            yield "headed places", " ".join(base), _digest(repr(sorted(headed[base])))
    # "قاعدة الحرير" is found by "حرير", and a base called "الحرير" by "قاعدة حرير".
    free: dict[str, list[str]] = defaultdict(list)
    for place_id, names in gazetteer.own_names.items():
        for words in names:
            if any(word.startswith("ال") for word in words):
                free[" ".join(word.removeprefix("ال") for word in words)].append(place_id + told_of[place_id])
    for name, places_told in free.items():
        yield "places but for the article", name, _digest(repr(sorted(places_told)))
    for key, heard in variants.by_sound():
        yield (
            _SOUNDS,
            key,
            _digest(repr(sorted((name, [told[n] for n in numbers]) for name, numbers in heard))),
        )
    for key, places in gazetteer.skeletons.items():
        if len(key) >= SHORTEST_SKELETON:
            yield _SKELETONS, key, _digest(repr(sorted(told[n] for n in places)))


def _bases(words: tuple[str, ...], heads: set[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """The name without each head word that it begins (in Arabic) or ends with."""
    for size in range(1, len(words)):
        if words[0].isascii():
            if words[-size:] in heads:
                yield words[:-size]
        elif words[:size] in heads:
            yield words[size:]


def _digest(told: str | bytes) -> bytes:
    content = told.encode("utf-8", "surrogatepass") if isinstance(told, str) else told
    return hashlib.blake2b(content, digest_size=8).digest()


@dataclass(slots=True)
class Needles:
    """What a changed knowledge can touch: the texts that hold all words of a phrase that changed.

    `skeletons` are found in the text without its long vowels, `sounds` in the consonants of its Latin words.
    """

    phrases: list[tuple[str, ...]] = field(default_factory=list)
    skeletons: list[str] = field(default_factory=list)
    sounds: list[str] = field(default_factory=list)
    _finder: Any = None
    _by_word: dict[int, list[tuple[str, ...]]] = field(default_factory=dict)

    def touch(self, article: Article) -> bool:
        """Whether the article may be read differently now."""
        text = fold(f"{article.title}\n{article.text}")
        text = f"{text}\n{undisguised(text)}"
        return self._holds_phrase(text) or self._holds_skeleton(text) or self._holds_sound(text)

    def _holds_phrase(self, text: str) -> bool:
        if self._finder is None:
            rarest = sorted({max(words, key=len) for words in self.phrases})
            at = {word: number for number, word in enumerate(rarest)}
            for words in self.phrases:
                self._by_word.setdefault(at[max(words, key=len)], []).append(words)
            self._finder = daachorse.CharwiseDoubleArrayAhoCorasick(rarest) if rarest else ()
        if not self._by_word:
            return False
        found = {number for _, _, number in self._finder.find_overlapping(text)}
        return any(all(word in text for word in words) for number in found for words in self._by_word[number])

    def _holds_skeleton(self, text: str) -> bool:
        if not self.skeletons:
            return False
        bare = skeleton((text,))
        return any(key in bare for key in self.skeletons)

    def _holds_sound(self, text: str) -> bool:
        if not self.sounds:
            return False
        heard = sound_of_text(text)
        return any(key in heard for key in self.sounds)


def changed_words(old: pa.Table, new: pa.Table) -> Needles | None:
    """What the difference of two word tables can touch; None where it can touch every article."""
    before, now = (_said(table) for table in (old, new))
    changed = {key for key in before.keys() | now.keys() if before.get(key) != now.get(key)}
    if any(kind == _GLOBAL for kind, _ in changed):
        return None
    needles = Needles()
    for kind, words in sorted(changed):
        if kind == _SKELETONS:
            needles.skeletons.append(words)
            continue
        if kind == _SOUNDS:
            needles.sounds.append(words)
            continue
        needles.phrases.append(tuple(_seen(word) for word in words.split(" ")))
    return needles


def _said(table: pa.Table) -> dict[tuple[str, str], bytes]:
    kinds, words, digests = (table.column(name).to_pylist() for name in WORDS_SCHEMA.names)
    return dict(zip(zip(kinds, words, strict=True), digests, strict=True))


def _seen(word: str) -> str:
    """The part of a word that a text holds also where "ل" is written onto its article: "للشدادي"."""
    return word[1:] if word.startswith("ال") and len(word) > 2 else word
