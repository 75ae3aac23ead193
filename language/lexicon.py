"""The lexicon: what words mean, from the CSV files in data/lexicon, ready to be matched."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from language.inflect import noun_forms, verb_forms
from language.matching import Phrasebook
from language.tokens import phrases_of

__all__ = ["Entry", "Lexicon", "load_lexicon"]


LEAD = "lead."


class Entry(NamedTuple):
    """A row of the lexicon in one of its forms.

    `row` is the row's id, `value` what it stands for (an attack type, a cue, an actor id, a target class),
    `role` its finer kind, `form` how this form is inflected: a tense, a state, or "word".
    """

    row: str
    value: str
    role: str
    form: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One phrasebook for each kind of knowledge; `needs` has what the triggers that need other words need, by id.

    `counts` has what a trigger counts, killed or injured, by id. `function_words` has the words of grammar by
    kind; `leads` the kind of each that leads to what follows it ("in", "from").
    """

    triggers: Phrasebook[Entry]
    weapons: Phrasebook[Entry]
    cues: Phrasebook[Entry]
    names: Phrasebook[Entry]
    targets: Phrasebook[Entry]
    needs: dict[str, str]
    counts: dict[str, str]
    function_words: dict[str, frozenset[str]]
    leads: dict[str, str]


def rows_of(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a CSV file with a header line."""
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def forms_of(inflection: str, words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    """(words, how inflected) of each form of a lexicon entry; several words are taken as they stand."""
    if inflection == "verb":
        # The stems stand as "perfect|imperfect".
        for made, tense in verb_forms("".join(words)):
            yield (made,), tense
    elif inflection == "noun" and len(words) == 1:
        for made, state in noun_forms(words[0]):
            yield (made,), state
    elif inflection == "noun":
        yield from noun_phrase_forms(words)
    else:
        yield words, "word"


def noun_phrase_forms(words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    """A noun and its adjective: as given, and both with the article and in the accusative."""
    yield words, "indefinite"
    if not any(word.startswith("ال") for word in words):
        yield tuple("ال" + word for word in words), "definite"
        yield (words[0], *("ال" + word for word in words[1:])), "definite"
        if not words[0].endswith("ه"):
            yield tuple(word + "ا" for word in words), "indefinite"


def phrasebook(entries: Iterable[tuple[str, str, Entry]]) -> Phrasebook[Entry]:
    """The phrasebook of (inflection, forms, entry); forms are separated by semicolons."""
    rows = [
        (inflection, form, entry)
        for inflection, forms, entry in entries
        for form in forms.split(";")
        if form.strip()
    ]
    book: Phrasebook[Entry] = Phrasebook()
    for (inflection, _, entry), folded in zip(rows, phrases_of(form for _, form, _ in rows), strict=True):
        inflected: dict[str, Entry] = {}
        for words, how in forms_of(inflection, folded):
            book.add(words, inflected.get(how) or inflected.setdefault(how, entry._replace(form=how)))
    book.finish()
    return book


def load_lexicon(folder: Path) -> Lexicon:
    """The lexicon from the CSV files in `folder` (data/lexicon)."""
    words = load_function_words(folder / "function_words.csv")
    return Lexicon(
        triggers=phrasebook(
            (row["inflection"], row["forms"], Entry(row["id"], row["attack_type"], row["role"], ""))
            for row in rows_of(folder / "triggers.csv")
        ),
        weapons=phrasebook(
            (row["inflection"], row["forms"], Entry(row["id"], row["attack_type"], row["weapon"], ""))
            for row in rows_of(folder / "weapons.csv")
        ),
        cues=phrasebook(
            (row["inflection"], row["forms"], Entry(row["id"], row["cue"], "", ""))
            for row in rows_of(folder / "cues.csv")
        ),
        names=phrasebook(named_entries(folder)),
        targets=phrasebook(
            (row["inflection"], row["forms"], Entry(row["id"], row["target"], "", ""))
            for row in rows_of(folder / "targets.csv")
        ),
        needs={row["id"]: row["needs"] for row in rows_of(folder / "triggers.csv") if row.get("needs")},
        counts={row["id"]: row["counts"] for row in rows_of(folder / "triggers.csv") if row.get("counts")},
        function_words=words,
        leads={
            word: kind.removeprefix(LEAD) for kind in words if kind.startswith(LEAD) for word in words[kind]
        },
    )


def load_function_words(path: Path) -> dict[str, frozenset[str]]:
    """The words of grammar by kind, folded, from `function_words.csv`."""
    found: dict[str, frozenset[str]] = {}
    for row in rows_of(path):
        forms = frozenset(words[0] for words in phrases_of(row["forms"].split(";")) if words)
        found[row["kind"]] = found.get(row["kind"], frozenset()) | forms
    return found


def named_entries(folder: Path) -> Iterator[tuple[str, str, Entry]]:
    """Actors, outlets and other organisations: the names that are no places even where they hold one."""
    for row in rows_of(folder / "outlets.csv"):
        names = ";".join(row[key] for key in ("name_en", "name_ar", "aliases_en", "aliases_ar") if row[key])
        yield "word", names, Entry(row["outlet_id"], row["outlet_id"], "outlet", "")
    for row in rows_of(folder / "organisations.csv"):
        yield "word", row["forms"], Entry("organisation", "", "organisation", "")
    for row in rows_of(folder / "actors.csv"):
        names = ";".join(row[key] for key in ("name_en", "name_ar", "aliases_en", "aliases_ar") if row[key])
        yield "word", names, Entry(row["actor_id"], row["actor_id"], row["kind"], "")
