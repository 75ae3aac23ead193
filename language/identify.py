"""Which language a text is written in: Arabic and English are read, their neighbours are known and left alone.

Persian and Kurdish share the letters of Arabic or English, and name the same towns and weapons: read as
Arabic, "کرد" (did) is the Kurds. Libraries that tell languages apart either do not know Sorani (py3langid,
lingua, langdetect) or load a model of many megabytes (GlotLID); letters and function words do it in a table
that a person can edit, `data/lexicon/languages.csv`.
"""

import csv
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

__all__ = ["KINDS", "NAMES", "READ", "Languages", "load_languages"]

# Sorani and Kurmanji are two codes and one name: nobody asks which Kurdish it was that was not read.
NAMES = {
    "ar": "Arabic", "en": "English", "fa": "Persian", "ckb": "Kurdish", "kmr": "Kurdish", "tr": "Turkish",
    "other": "another language",
}  # fmt: skip
READ = frozenset({"ar", "en"})
KINDS = ("letter", "beginning", "word")
# A text is known by its first lines: a longer one costs time and tells no more.
SAMPLE = 1000
# "Los Angeles" makes no Spanish text, "چ" in a name no Persian one.
LEAST = 1.2
_WORD = re.compile(r"[^\W\d_]+")
_ARABIC = re.compile("[\u0620-\u06ff\ufb50-\ufdff\ufe70-\ufefc]+")
_LATIN = re.compile("[a-z\u00df-\u024f]+")
# Greek, Cyrillic, Armenian and Hebrew; Syriac to Ethiopic and beyond; Chinese, Japanese, Korean.
_OTHER_SCRIPT = re.compile("[\u0370-\u0600\u0700-\u074f\u0780-\u1cff\u1f00-\u1fff\u3040-\ud7a3]+")
_ACCENTED = "\u00df-\u024f"


@dataclass(frozen=True, slots=True)
class Languages:
    """What marks a language: words, and letters or beginnings of words, each with a language and a weight.

    `foreign` finds a letter that Arabic and English do without: most texts hold none, and are known at once.
    """

    words: dict[str, tuple[tuple[str, float], ...]]
    pieces: tuple[tuple[str, str, float], ...]
    foreign: re.Pattern[str]

    def identify(self, title: str, text: str) -> str:
        """The language of an article, a key of NAMES; "" where it holds no letter.

        Another than Arabic or English only where its markers weigh more than theirs: an Arabic text that
        quotes a Persian name, or is typed on a Persian keyboard, is Arabic.
        """
        sample = f" {title}\n {text[:SAMPLE]}".lower()
        if not sample.isascii():
            sample = unicodedata.normalize("NFC", sample)
        letters = "".join(set(sample))
        default = _main_script(sample, letters)
        if default not in READ or not self.foreign.search(letters):
            return default
        weights = self.weights(sample)
        best = max(weights, key=weights.__getitem__, default=default)
        read = sum(weights.get(each, 0.0) for each in READ)
        return best if best not in READ and weights[best] >= max(LEAST, read) else default

    def not_read(self, title: str, text: str) -> str:
        """The language of an article that is written in another than Arabic and English, else ""."""
        language = self.identify(title, text)
        return "" if language in READ else language

    def weights(self, sample: str) -> dict[str, float]:
        """How much speaks for each language in a text in lower case; those that nothing speaks for are left out."""
        found: dict[str, float] = {}
        for piece, language, weight in self.pieces:
            if piece in sample:
                found[language] = found.get(language, 0.0) + weight * sample.count(piece)
        words = self.words
        for word in _WORD.findall(sample):
            for language, weight in words.get(word, ()):
                found[language] = found.get(language, 0.0) + weight
        return found


def _main_script(sample: str, letters: str) -> str:
    """What a text is by its script alone: "ar", "en", "other" or, where it holds no letter, "".

    Scripts are mixed where a post is told twice or names what is foreign: what takes up more is the text's.
    """
    scripts = (("ar", _ARABIC), ("en", _LATIN), ("other", _OTHER_SCRIPT))
    there = [(language, script) for language, script in scripts if script.search(letters)]
    if len(there) < 2:
        return there[0][0] if there else ""
    return max(there, key=lambda each: sum(map(len, each[1].findall(sample))))[0]


def load_languages(folder: Path) -> Languages:
    """The markers of `languages.csv` in `folder` (data/lexicon)."""
    words: dict[str, list[tuple[str, float]]] = {}
    pieces = []
    foreign = _ACCENTED
    with (folder / "languages.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            for form in row["forms"].split(";"):
                if row["kind"] == "word":
                    words.setdefault(form, []).append((row["language"], float(row["weight"])))
                else:
                    start = " " if row["kind"] == "beginning" else ""
                    pieces.append((start + form, row["language"], float(row["weight"])))
                    if row["kind"] == "letter" and row["language"] not in READ:
                        foreign += form
    marks = {word: tuple(found) for word, found in words.items()}
    return Languages(marks, tuple(pieces), re.compile(f"[{foreign}]"))
