"""What a fact is called: a sentence in English or Arabic for each, from two tables that a person edits.

`data/lexicon/facts.csv` has a row a kind of fact: a pattern of its id, the table of weights it belongs to, the
sign that a person insists on, and the sentences. A slot in a pattern ({cue}, {room}) stands for any code of that
slot in `data/lexicon/fact_terms.csv`, and in the sentence for its name; {type} is named in `attack_types.csv`,
{row} is any id and has no name. Of the patterns that fit, one of the asked table wins, then the one with the
fewest slots.
"""

import csv
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

__all__ = [
    "ANY_FACT", "LANGUAGES", "SLOT", "TABLE_OF", "WORDS", "Pattern", "Wording", "load_wording", "sentence_of", "sign_of",
]  # fmt: skip

LEXICON = Path(__file__).parent.parent / "data" / "lexicon"
LANGUAGES = ("en", "ar")
ANY_TABLE = "any"
# The table by which each field of a report is decided.
TABLE_OF = {"place": "accept", "type": "type", "kind": "kind", "actor": "doer", "date": "date"}
ANY_FACT = "*"
# The facts of an event are also those by which its kind is told.
ALSO = {"kind": "accept"}
ANY_CODE = {"row": r"[a-z0-9_.-]+"}
SLOT = re.compile(r"\{(\w+)\}")
# With these a sentence begins where it names the words that the fact rests on.
WORDS = re.compile(r"^(“\{words\}”|«\{words\}»): ")
SIGNS = {"+": 1, "-": -1, "": 0}
Terms = dict[str, dict[str, dict[str, str]]]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A row of facts.csv: what it fits, of which table, its sign (1, -1, or 0 for either) and its sentences."""

    text: str
    table: str
    sign: int
    sentences: dict[str, str]
    fits: re.Pattern[str]
    slots: int


@dataclass(frozen=True, slots=True)
class Wording:
    """The sentences of facts; `terms` has, by slot and code, the name in each language."""

    patterns: tuple[Pattern, ...]
    terms: Terms
    found: dict[tuple[str, str], Pattern] = field(default_factory=dict)

    def pattern(self, fact: str, table: str = ANY_TABLE) -> Pattern:
        """The pattern of a fact that is told in a table of weights; the row `*` where no other fits."""
        key = fact, table
        if key not in self.found:
            fitting = [each for each in self.patterns if each.fits.fullmatch(fact)]
            self.found[key] = min(fitting, key=lambda each: (rank(each, table), each.slots))
        return self.found[key]

    def sentence(self, fact: str, language: str, words: str = "", table: str = ANY_TABLE) -> str:
        """The sentence of a fact; `words` are those it rests on, and are left out where they are not at hand."""
        pattern = self.pattern(fact, table)
        text = pattern.sentences[language]
        if not words:
            text = WORDS.sub("", text)
        match = pattern.fits.fullmatch(fact)
        names = {
            slot: self.terms.get(slot, {}).get(code, {}).get(language, code)
            for slot, code in (match.groupdict() if match else {}).items()
        }
        names["words"] = words
        return SLOT.sub(lambda slot: names.get(slot[1], slot[0]), text)


def rank(pattern: Pattern, table: str) -> int:
    """How well a pattern's table answers to the one that is asked for; less is better."""
    if pattern.text == ANY_FACT:
        return 4
    order = (table, ANY_TABLE, ALSO.get(table))
    return order.index(pattern.table) if pattern.table in order else 3


def load_wording(folder: Path = LEXICON) -> Wording:
    """The wording from the tables in `folder`; ValueError naming the pattern whose slot has no terms."""
    terms: Terms = {}
    for row in rows_of(folder / "fact_terms.csv"):
        terms.setdefault(row["slot"], {})[row["code"]] = {each: row[each] for each in LANGUAGES}
    terms["type"] = {
        row["attack_type"]: {each: row[f"name_{each}"] for each in LANGUAGES}
        for row in rows_of(folder / "attack_types.csv")
    }
    patterns = tuple(
        Pattern(
            row["pattern"], row["table"], SIGNS[row["sign"]], {each: row[each] for each in LANGUAGES},
            fitting(row["pattern"], terms), len(SLOT.findall(row["pattern"])),
        )
        for row in rows_of(folder / "facts.csv")
    )  # fmt: skip
    return Wording(patterns, terms)


def fitting(pattern: str, terms: Terms) -> re.Pattern[str]:
    """What fits a pattern: its slots stand for their codes, the longest first."""
    if pattern == ANY_FACT:
        return re.compile(".*", re.DOTALL)
    parts = []
    for number, part in enumerate(SLOT.split(pattern)):
        if number % 2 == 0:
            parts.append(re.escape(part))
        elif part in ANY_CODE:
            parts.append(f"(?P<{part}>{ANY_CODE[part]})")
        elif part in terms:
            codes = sorted(terms[part], key=lambda code: (-len(code), code))
            parts.append(f"(?P<{part}>{'|'.join(map(re.escape, codes))})")
        else:
            raise ValueError(f"facts.csv: the pattern {pattern} has a slot that fact_terms.csv does not name")
    return re.compile("".join(parts))


def rows_of(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@cache
def wording() -> Wording:
    """The wording of the project, loaded when it is first asked for."""
    return load_wording()


def sentence_of(fact: str, language: str, words: str = "", table: str = ANY_TABLE) -> str:
    """The sentence of a fact in "en" or "ar"; a general one where no row names it."""
    return wording().sentence(fact, language, words, table)


def sign_of(fact: str, table: str) -> int:
    """The sign that the weight of a fact must have in a table: 1, -1, or 0 where either may be."""
    pattern = wording().pattern(fact, table)
    return pattern.sign if pattern.table in {table, ANY_TABLE} else 0
