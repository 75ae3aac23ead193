"""The place names that are everyday Arabic words too, from the word frequencies of the package wordfreq.

Run as `python -m geo.packaging.common_words`. wordfreq's data is CC BY-SA 4.0 (Robyn Speer, 2022); what goes
into the project is the list of names that pass a frequency, with that frequency.
"""

import csv
import math
import sys
from pathlib import Path

from geo.gazetteer import Gazetteer, load_gazetteer
from language.fold import fold

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "data" / "lexicon" / "common_words.csv"
# Words used at least once in a million: "the month" is, "Alashehir" is not.
COMMON_ZIPF = 3.0
PROCLITICS = "بلكوف"
CLITIC_ZIPF = 3.5
HEADER = ["word", "zipf", "source", "note"]


def folded_frequencies() -> dict[str, float]:
    """The Zipf frequency of each folded Arabic word: the base-10 logarithm of its uses in 10^9 words."""
    from wordfreq import get_frequency_dict

    totals: dict[str, float] = {}
    for word, frequency in get_frequency_dict("ar").items():
        folded = fold(word)
        totals[folded] = totals.get(folded, 0.0) + frequency
    return {word: math.log10(total * 1e9) for word, total in totals.items()}


def common_names(gazetteer: Gazetteer, frequencies: dict[str, float]) -> list[tuple[str, float]]:
    """The one-word names that only packaged records bear and that are everyday words, sorted."""
    found = []
    for word, entries in gazetteer.names.roots.items():
        numbers = next((numbers for rest, numbers in entries if not rest), ())
        frequency = frequencies.get(word, 0.0)
        if numbers and frequency >= COMMON_ZIPF and all(gazetteer.places[n].layer == 0 for n in numbers):
            if not any(gazetteer.places[n].feature.name == "country" for n in numbers):
                found.append((word, frequency))
        for proclitic in PROCLITICS:
            # "بلاد" is "country" before it is "in Lod".
            whole = frequencies.get(proclitic + word, 0.0)
            if (
                numbers
                and whole >= CLITIC_ZIPF
                and whole > frequency + 0.5
                and not gazetteer.exactly((proclitic + word,))
            ):
                found.append((proclitic + word, whole))
    return sorted(set(found))


def main() -> int:
    """Writes the list, keeping the rows that people added."""
    kept: list[list[str]] = []
    if OUT.exists():
        with OUT.open(encoding="utf-8", newline="") as lines:
            kept = [row for row in list(csv.reader(lines))[1:] if row and row[2] != "wordfreq"]
    known = {fold(row[0]) for row in kept}
    names = common_names(load_gazetteer(ROOT / "data" / "gazetteer"), folded_frequencies())
    rows = [[word, f"{frequency:.2f}", "wordfreq", ""] for word, frequency in names if word not in known]
    with OUT.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows(kept + rows)
    print(f"{len(kept)} rows by hand and {len(rows)} from wordfreq in {OUT}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
