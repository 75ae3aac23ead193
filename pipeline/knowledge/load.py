"""Everything the reading knows, loaded once from data/ and handed down."""

import csv
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import daachorse

from evidence.weights import Weights, load_weights
from geo.find import words_of_places
from geo.gazetteer import Gazetteer, load_gazetteer
from geo.local import local_folder
from geo.place_words import PlaceWords, load_place_words
from geo.recognise import Recogniser
from language.fold import fold
from language.gc_pause import without_collection
from language.identify import Languages, load_languages
from language.lexicon import Lexicon, load_lexicon
from language.matching import FirstKinds, Phrasebook
from language.numerals import Numerals, load_numerals
from language.resegment import Splitter
from language.tokens import Tokens
from pipeline.dates.calendar import Calendar, load_calendar
from pipeline.knowledge.toll_words import TollWords, load_toll_words

__all__ = ["ARMED", "STRIKING", "Actor", "Knowledge", "load_knowledge"]

# A trigger shorter than this would be found inside too many other words to save any reading.
SHORTEST_STEM = 3
EARLY = 300
# The tables of data/weights: whether an attack is told at a place, and what else is read of it.
CHOICES = ("accept", "confidence", "doer", "kind", "toll", "type")
# The roles of triggers that tell an attack, and of names that stand for an armed side.
STRIKING = frozenset({"strike", "blast", "clash", "raid", "detonate", "war"})
ARMED = frozenset({"armed_group", "state_force"})
# The folders of knowledge under data/, and those of the user under data/local/.
SHIPPED = ("lexicon", "gazetteer", "weights")
OWN = ("places", "geonames")


@dataclass(frozen=True, slots=True)
class Actor:
    """A row of actors.csv: who may attack; `kind` is state_force, armed_group or unnamed."""

    actor_id: str
    name_en: str
    name_ar: str
    kind: str
    country: str
    facade: bool


@dataclass(frozen=True, slots=True)
class Outlet:
    """A row of outlets.csv: a medium and the actors it is aligned with."""

    outlet_id: str
    name_en: str
    aligned_with: frozenset[str]


class Begun(NamedTuple):
    """The tokens of a text that may begin a trigger, an organisation's name and so on, each left to right.

    `arms` may begin what shows that arms are spoken of.
    """

    triggers: list[int]
    names: list[int]
    places: list[int]
    heads: list[int]
    cues: list[int]
    weapons: list[int]
    targets: list[int]
    arms: list[int]
    times: list[int]


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Lexicon, calendar, gazetteer and actors; `fingerprint` changes whenever any of their rows does.

    `weights_fingerprint` is that of the fitted weights alone, which no single word tells of.
    """

    languages: Languages
    lexicon: Lexicon
    numerals: Numerals
    calendar: Calendar
    toll_words: TollWords
    gazetteer: Gazetteer
    recogniser: Recogniser
    actors: dict[str, Actor]
    outlets: dict[str, Outlet]
    signs_of_arms: Phrasebook[None]
    splitter: Splitter
    cue_kinds: FirstKinds
    trigger_scan: daachorse.CharwiseDoubleArrayAhoCorasick
    fingerprint: str
    weights: dict[str, Weights]
    weights_fingerprint: str

    def speaks_of_violence(self, folded: str) -> bool:
        """Whether a folded text holds any trigger: the cheap pass that spares most articles the rest."""
        # The automaton finds every trigger, and one is enough: most texts that hold any hold one early.
        return bool(self.trigger_scan.find(folded[:EARLY]) or self.trigger_scan.find(folded))

    def begun(self, tokens: Tokens) -> Begun:
        """Which tokens may begin what, as the splitter noted it, or looked up now."""
        return Begun(*(tokens.begun or self.splitter.vocabulary.passed(tokens.words)[: len(Begun._fields)]))


def load_knowledge(root: Path) -> Knowledge:
    """The knowledge under `root` (the project's folder, or another that has data/ as it does)."""
    with without_collection():
        return gather_knowledge(root)


def gather_knowledge(root: Path) -> Knowledge:
    """What `load_knowledge` returns, read from the files."""
    lexicon_folder = root / "data" / "lexicon"
    lexicon = load_lexicon(lexicon_folder)
    numerals = load_numerals(lexicon_folder)
    calendar = load_calendar(lexicon_folder, numerals)
    place_words = load_place_words(lexicon_folder)
    gazetteer = load_gazetteer(root / "data" / "gazetteer", local_folder(root / "data") / "places")
    arms = signs_of_arms(lexicon)
    # In the order of `Begun`.
    books: tuple[Phrasebook[Any], ...] = (
        lexicon.triggers, lexicon.names, gazetteer.names, place_words.heads, lexicon.cues, lexicon.weapons, lexicon.targets, arms,
    )  # fmt: skip
    return Knowledge(
        languages=load_languages(lexicon_folder),
        lexicon=lexicon,
        numerals=numerals,
        calendar=calendar,
        toll_words=load_toll_words(lexicon_folder),
        gazetteer=gazetteer,
        recogniser=Recogniser(gazetteer, place_words, stopwords(lexicon_folder)),
        actors=load_actors(lexicon_folder),
        outlets=load_outlets(lexicon_folder),
        signs_of_arms=arms,
        splitter=Splitter(
            known_words(lexicon, gazetteer, place_words, calendar).__contains__,
            books,
            (calendar.begins.__getitem__,),
        ),
        cue_kinds=FirstKinds(lexicon.cues, lambda cue: cue.value),
        trigger_scan=trigger_scan(lexicon),
        fingerprint=fingerprint(root),
        weights=load_choices(root / "data" / "weights"),
        weights_fingerprint=hash_of_files(root / "data" / "weights"),
    )


def load_choices(folder: Path) -> dict[str, Weights]:
    """The weights of every choice that reading makes, by the name of its table; ValueError where one is missing."""
    missing = [name for name in CHOICES if not (folder / f"{name}.csv").is_file()]
    if missing:
        raise ValueError(
            f"{folder / missing[0]}.csv is missing: restore it, or fit it with python -m bench.fit"
        )
    return {name: load_weights(folder / f"{name}.csv") for name in CHOICES}


def known_words(
    lexicon: Lexicon, gazetteer: Gazetteer, place_words: PlaceWords, calendar: Calendar
) -> set[str]:
    """The words by which glued ones are split: those of the lexicon and the curated places."""
    known: set[str] = set()
    for book in (lexicon.triggers, lexicon.weapons, lexicon.cues, lexicon.names, lexicon.targets):
        known |= book.roots.keys()
    known |= place_words.heads.roots.keys() | place_words.words.roots.keys() | place_words.refused_names
    known |= calendar.words.roots.keys()
    return known | words_of_places(gazetteer)


def signs_of_arms(lexicon: Lexicon) -> Phrasebook[None]:
    """What shows that arms are spoken of: weapons, armed sides, and words that tell an attack by themselves."""
    found = [*lexicon.weapons.phrases]
    found += [words for words, cue in lexicon.cues.phrases.items() if cue.value == "arms"]
    found += [words for words, name in lexicon.names.phrases.items() if name.role in ARMED]
    found += [
        words
        for words, trigger in lexicon.triggers.phrases.items()
        if trigger.role in STRIKING and trigger.row not in lexicon.needs
    ]
    signs: Phrasebook[None] = Phrasebook()
    for words in found:
        signs.add(words, None)
    signs.finish()
    return signs


def trigger_scan(lexicon: Lexicon) -> daachorse.CharwiseDoubleArrayAhoCorasick:
    """The automaton over the first words of all triggers."""
    return daachorse.CharwiseDoubleArrayAhoCorasick(
        [word for word in lexicon.triggers.roots if len(word) >= SHORTEST_STEM]
    )


def stopwords(folder: Path) -> frozenset[str]:
    """The everyday words that are never a place on their own, from `common_words.csv`."""
    path = folder / "common_words.csv"
    if not path.exists():
        return frozenset()
    with path.open(encoding="utf-8", newline="") as lines:
        return frozenset(fold("\n".join(row["word"] for row in csv.DictReader(lines))).split("\n"))


def load_actors(folder: Path) -> dict[str, Actor]:
    """The actors by id, from `actors.csv`."""
    with (folder / "actors.csv").open(encoding="utf-8", newline="") as lines:
        return {
            row["actor_id"]: Actor(
                row["actor_id"],
                row["name_en"],
                row["name_ar"],
                row["kind"],
                row["country"],
                row["facade"] == "1",
            )
            for row in csv.DictReader(lines)
        }


def load_outlets(folder: Path) -> dict[str, Outlet]:
    """The outlets by id, from `outlets.csv`."""
    with (folder / "outlets.csv").open(encoding="utf-8", newline="") as lines:
        return {
            row["outlet_id"]: Outlet(
                row["outlet_id"], row["name_en"], frozenset(filter(None, row["aligned_with"].split(";")))
            )
            for row in csv.DictReader(lines)
        }


def fingerprint(root: Path) -> str:
    """A hash of every knowledge file: what is written, what was fitted, and what the user added."""
    data = root / "data"
    local = local_folder(data)
    return hash_of_files(*(data / name for name in SHIPPED), *(local / name for name in OWN))


def hash_of_files(*folders: Path) -> str:
    """A hash of the tables in the folders, in the order of their paths; a folder may be missing."""
    digest = hashlib.blake2b(digest_size=8)
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix in {".csv", ".parquet", ".toml"}:
                digest.update(path.name.encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()
