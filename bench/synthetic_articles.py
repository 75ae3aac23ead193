"""Invented news of any number: `python -m bench.synthetic_articles OUT.jsonl --articles 1000000`.

A tenth report an attack, in sentences like those of the news, each at some place of the gazetteer, on some
day and with numbers of its own. The rest is put together from `quiet_ar.txt` and `quiet_en.txt`, each sentence with a
number of its own, so that two articles are copies only where the generator makes one: of twenty attack
articles one is printed by a second outlet. The same seed gives the same articles; nothing of it is news.
"""

import argparse
import datetime as dt
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from geo.gazetteer import load_gazetteer

__all__ = ["articles", "write_articles"]

ROOT = Path(__file__).resolve().parent.parent
FIRST_DAY = dt.date(2015, 1, 1)
ARTICLES_A_DAY = 250
QUIET_LENGTH = 1500
OUTLETS = tuple(f"Invented Outlet {n}" for n in range(60))
# What an attack is told with: place and numbers differ from article to article.
_TOLD = {
    "ar": (
        "استهدفت طائرة مسيرة {place} {when}، وأصيب {n} أشخاص، بحسب شاهد رقم {own}.",
        "سقطت {n} صواريخ كاتيوشا قرب {place} {when}، قال المصدر رقم {own}.",
        "انفجرت عبوة ناسفة في {place} {when} ما أدى إلى مقتل {n} وإصابة {m}، وفق البيان {own}.",
        "قتل {n} من عناصر الأمن في هجوم مسلح على حاجز في {place} {when}، بحسب الوثيقة {own}.",
    ),
    "en": (
        "A drone struck {place} {when}, wounding {n} people, said witness number {own}.",
        "{n} rockets landed near {place} {when}, according to source number {own}.",
        "A roadside bomb in {place} {when} killed {n} and wounded {m}, said statement {own}.",
        "Gunmen attacked a checkpoint in {place} {when}, killing {n}, according to document {own}.",
    ),
}
# Sentences of no attack that are read as one: in every article they would be half of all reports.
_MISREAD = ("heart attack", "exploded in applause")
_WHEN = {"ar": ("فجر اليوم", "مساء أمس", "صباح اليوم"), "en": ("on Sunday", "yesterday", "overnight")}


def articles(count: int, seed: int = 1, first: int = 0) -> Iterator[dict[str, Any]]:
    """Invented articles number `first` to `first + count`, as the rows of a .jsonl; each hangs on seed and number."""
    places = _places()
    quiet = {
        language: [
            line
            for line in (ROOT / "bench" / f"quiet_{language}.txt").read_text(encoding="utf-8").splitlines()
            if not any(words in line for words in _MISREAD)
        ]
        for language in ("ar", "en")
    }
    for number in range(first, first + count):
        yield _article(number, seed, places, quiet)


def _article(
    number: int, seed: int, places: dict[str, list[str]], quiet: dict[str, list[str]]
) -> dict[str, Any]:
    copied = number % 200 == 10
    # A copy is the attack article ten before it, from another outlet.
    dice = random.Random(f"{seed}-{number - 10 if copied else number}")
    own = number - 10 if copied else number
    language = "ar" if own % 3 else "en"
    sentences = []
    if own % 10 == 0:
        told = dice.sample(_TOLD[language], dice.choice((1, 1, 1, 2)))
        sentences += [
            each.format(
                place=dice.choice(places[language]), when=dice.choice(_WHEN[language]), n=dice.randint(2, 9),
                m=dice.randint(3, 30), own=own,
            )
            for each in told
        ]  # fmt: skip
    size = 0
    for sentence in dice.sample(quiet[language], len(quiet[language])):
        if size > QUIET_LENGTH:
            break
        sentences.append(f"{sentence.rstrip('.؟!')} ({own * 7 + dice.randint(0, 6)}).")
        size += len(sentence)
    day = FIRST_DAY + dt.timedelta(own // ARTICLES_A_DAY % 3600)
    return {
        "id": f"s{seed}-{number}",
        "title": sentences[0][:70],
        "text": "\n".join(sentences),
        "published": day.isoformat(),
        "source": OUTLETS[(number if copied else dice.randrange(1000)) % len(OUTLETS)],
        "language": language,
        "url": f"https://example.org/{seed}/{number}",
    }


def _places() -> dict[str, list[str]]:
    """Names of curated settlements, by script."""
    found: dict[str, list[str]] = {"ar": [], "en": []}
    for place in load_gazetteer(ROOT / "data" / "gazetteer").places:
        if place.layer == 2 and place.feature.settlement and not place.cue:
            found["ar"].append(place.name_ar)
            found["en"].append(place.name_en)
    return found


def write_articles(path: Path, count: int, seed: int = 1, first: int = 0) -> Path:
    """Write invented articles as JSON lines; returns the path."""
    with path.open("w", encoding="utf-8") as file:
        for row in articles(count, seed, first):
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    return path


def main() -> None:
    """Write from the command line."""
    parser = argparse.ArgumentParser(description="Write invented news articles as JSON lines.")
    parser.add_argument("out", type=Path)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0, help="the number of the first article")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    print(write_articles(asked.out, asked.articles, asked.seed, asked.first))


if __name__ == "__main__":
    main()
