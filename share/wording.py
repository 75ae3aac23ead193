"""What is shown, in words: title, counts with claims apart, period and filter, in one language."""

from collections.abc import Mapping
from typing import Any

import pyarrow.compute as pc

from pipeline.view import CRITERIA, Box, Choice, Filter, Period, Records, View, first_day
from share.dates import day_text, month_text, number, period_text
from share.selection import Selection
from share.words import Words

__all__ = [
    "care_text",
    "counts_text",
    "filter_text",
    "notes_text",
    "period_said",
    "place_names",
    "title_text",
]

_MOST_VALUES = 6


def title_text(shown: View, words: Words) -> str:
    """The title of a snapshot that was given none."""
    countries = set(shown.filter.countries or filter(None, shown.counts["countries"]))
    if len(countries) == 1:
        return words("page.title_country", country=words.of("country", countries.pop()))
    return words("page.title")


def counts_text(shown: View, words: Words) -> str:
    """How many incidents and series, and how many of them rest on the attacker's word alone."""
    counts = {"incidents": shown.count("incident"), "series": shown.count("series")}
    named = [words.count(f"page.{name}", n) for name, n in counts.items() if n]
    if not named:
        return words("page.no_records")
    text = words("page.and", a=named[0], b=named[1]) if len(named) == 2 else named[0]
    return words.joined([text, *([words("page.claims", n=shown.claimed_only)] if shown.claimed_only else [])])


def period_said(shown: View, words: Words) -> str:
    """The months of what is shown."""
    return period_text(*shown.period, words.language) if shown.period else words("page.no_period")


def notes_text(shown: View, words: Words) -> list[str]:
    """What to know before reading the map."""
    told = [
        (len(shown.wide), "page.known_to_area"),
        (shown.unplaced, "page.unplaced"),
        (shown.undated, "page.undated"),
        (int(shown.records.sample[shown.rows].sum()), "page.samples"),
    ]
    return [words(key, n=n) for n, key in told if n]


def care_text(selection: Selection, words: Words) -> str:
    """What was held back or coarsened, or ""."""
    care = selection.care
    if care.coarsen:
        return words("page.coarse_last", n=care.hours) if care.hours else words("page.coarse_all")
    return words("page.held_back", n=care.hours) if care.hours else ""


def filter_text(asked: Filter, names: Mapping[str, tuple[str, str]], words: Words) -> str:
    """The filter in words; `names` are the English and Arabic names of place ids."""
    parts = [_criterion_text(name, value, names, words) for name, value in asked.wanted().items()]
    return words("page.semicolon").join(parts) or words("page.all")


def _criterion_text(name: str, value: Any, names: Mapping[str, tuple[str, str]], words: Words) -> str:
    """One criterion of a filter in words: a list of values, or the sentence `text_filter.NAME`."""
    criterion = CRITERIA[name]
    if isinstance(criterion, Choice):
        if name == "places":
            named = [names.get(each, (each, each))[words.language == "ar"] for each in value]
        else:
            named = [
                words("filter.none") if each == "none" else words.of(criterion.names, each) for each in value
            ]
        more = len(named) - _MOST_VALUES
        kept = [*named[:_MOST_VALUES], *([words("text_filter.more", n=more)] if more > 0 else [])]
        return f"{words(f'filter.{name}')}: {words('page.or').join(kept)}"
    if isinstance(criterion, Box):
        sides = zip(("west", "south", "east", "north"), value, strict=True)
        return words(f"text_filter.{name}", **{k: number(f"{v:g}", words.language) for k, v in sides})
    told = _day(value, words) if isinstance(criterion, Period) else value
    return words(f"text_filter.{name}", value=told)


def _day(value: str, words: Words) -> str:
    """A year, month or day of a filter."""
    first = first_day(value)
    if len(value) == 4:
        return number(value, words.language)
    return (
        day_text(first, words.language)
        if len(value) > 7
        else month_text(first.year, first.month, words.language)
    )


def place_names(records: Records, ids: tuple[str, ...]) -> dict[str, tuple[str, str]]:
    """The English and Arabic names of the places asked for, as the records give them."""
    found = {}
    for place in ids:
        row = pc.index(records.table.column("place_id"), place).as_py()
        if row >= 0:
            record = records.record(row)
            english, arabic = record["place_name_en"], record["place_name_ar"]
            found[place] = (english or arabic or place, arabic or english or place)
    return found
