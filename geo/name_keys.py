"""The folded words of place names, by which the gazetteer finds them; downloaded layers keep theirs.

Folding the names of a country's dump takes longer than reading them, so that the file has them folded, with a
sample that tells whether folding has changed since.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import TypeVar

import pyarrow

from language.fold import fold
from language.tokens import split_lines

__all__ = [
    "FOLDED",
    "Words",
    "is_current",
    "keys_of",
    "name_words",
    "names_words",
    "with_folded_names",
    "with_keys",
]

Words = tuple[str, ...]
Named = TypeVar("Named")
FOLDED = "folded"
NAMES_AT_A_TIME = 4000
SAMPLE = (
    "Tall al-Qa'im's\nAr-Raqqah/Açık Öğ\nخِرْبَة آل إبراهيم ٱلأولى\nگردی هه‌نار ـ پێنجوێن ۱٢\nK-1 U.S. «ك.و.ن»"
)


def name_words(folded: str) -> Words:
    """The words of a folded name, as tokens have them: Latin articles and marks dropped."""
    return next(names_words(folded.replace("\n", " ")))


def names_words(folded: str) -> Iterator[Words]:
    """The words of many folded names, one a line."""
    for line in split_lines(folded, plain_name):
        yield tuple([word for word in line if word[0].isalnum()])


def plain_name(word: str) -> str:
    """A word of a name without its possessive and its apostrophes: "sa'ada" is "saada"."""
    return word[:-2] if word.endswith("'s") else word.replace("'", "")


def with_keys(rows: Iterable[tuple[Named, list[str]]]) -> Iterator[tuple[Named, list[Words]]]:
    """Each thing with the words of its names, those of one letter left out; folded many at a time."""
    remaining = iter(rows)
    while batch := list(islice(remaining, NAMES_AT_A_TIME)):
        written = fold("\n".join(name.replace("\n", " ") for _, names in batch for name in names))
        folded = names_words(written)
        for named, names in batch:
            keys = [next(folded) for _ in names]
            yield named, [words for words in keys if words and (len(words) > 1 or len(words[0]) > 1)]


def with_folded_names(table: pyarrow.Table) -> pyarrow.Table:
    """The table of places with a column of the folded names of each, one a line, each once."""
    rows = [
        (None, [name for name in (en, ar, *aliases_en, *aliases_ar) if name])
        for en, ar, aliases_en, aliases_ar in zip(
            *(table.column(name).to_pylist() for name in ("name_en", "name_ar", "aliases_en", "aliases_ar")),
            strict=True,
        )
    ]
    lines = ["\n".join(dict.fromkeys(" ".join(words) for words in keys)) for _, keys in with_keys(rows)]
    table = table.append_column(FOLDED, pyarrow.array(lines, pyarrow.string()))
    return table.replace_schema_metadata({**(table.schema.metadata or {}), FOLDED: sample()})


def sample() -> str:
    """Names that hold what folding changes, folded."""
    return "\n".join(" ".join(words) for words in names_words(fold(SAMPLE)))


def is_current(metadata: Mapping[bytes, bytes] | None) -> bool:
    """Whether a file's folded names are as they would be folded now, from the metadata of its schema."""
    return (metadata or {}).get(FOLDED.encode()) == sample().encode()


def keys_of(folded: str) -> list[Words]:
    """The words of the names in a cell of the folded column."""
    return [tuple(line.split(" ")) for line in folded.split("\n")] if folded else []
