"""Every key that a filter declares is applied, written and refused as it should be; nobody need list the keys here."""

from dataclasses import fields, replace
from functools import cache
from itertools import chain, combinations
from urllib.parse import quote

import pytest

from bench.synthetic import PLACES
from pipeline.store.schema import RECORDS_SCHEMA, rows_table
from pipeline.view import CRITERIA, FILTER_KEYS, AtLeast, Choice, Filter, Records, Switch, view
from tests.pipeline.test_view import made


def varied():
    """Invented records that differ in every column, so that any filter can tell some of them from others."""
    rows = rows_table(made(120, seed=8), RECORDS_SCHEMA).to_pylist()
    for number, row in enumerate(rows):
        for name, kind in zip(RECORDS_SCHEMA.names, map(str, RECORDS_SCHEMA.types), strict=True):
            if row.get(name) in (None, []) and number % 2:
                filled = {
                    "int64": number,
                    "string": f"{name} {number % 5}",
                    "list<element: string>": [f"{name} {number % 5}"],
                }
                row[name] = filled.get(kind, row.get(name))
        row["review"] = ("unreviewed", "disputed")[number % 2]
        row["sample"] = number % 7 == 0
        row["n_sources"] = 1 + number % 4
    return rows  # fmt: skip


ROWS = varied()
RECORDS = Records.of(rows_table(ROWS, RECORDS_SCHEMA))


def values():
    """Whatever a link may say that could part these rows: every value of every column, numbers, days, boxes."""
    held = chain.from_iterable(row.values() for row in ROWS)
    flat = chain.from_iterable(each if isinstance(each, list) else [each] for each in held)
    numbers = [str(each) for each in range(30)]
    boxes = [f"{lon - 1},{lat - 1},{lon + 1},{lat + 1}" for *_, lat, lon in PLACES]
    return ["2021", "2022-06", "0", "1", *numbers, *boxes, *sorted({str(each) for each in flat if each})]


VALUES = values()


@cache
def parting(key):
    """A filter by `key` alone that keeps some rows and removes others."""
    for value in VALUES:
        asked = Filter.parse(f"{key}={quote(value.replace(',', chr(92) + ',') if key != 'bbox' else value)}")
        if asked.query() and not asked.notes and 0 < len(view(RECORDS, asked).rows) < len(RECORDS):
            return asked
    raise AssertionError(f"{key} is declared, but no value of it removes a row and keeps another")


@pytest.mark.parametrize("key", FILTER_KEYS)
def test_every_key_removes_some_row_and_comes_back_from_its_link(key):
    asked = parting(key)
    assert list(asked.pairs()) == [key]
    assert replace(Filter.parse(asked.query()), notes=()) == asked


def test_two_keys_keep_what_both_keep():
    every = [parting(key) for key in FILTER_KEYS]
    for one, other in combinations(every, 2):
        both = Filter.from_pairs({**one.pairs(), **other.pairs()})
        if not both.notes:  # the two dates are the wrong way round
            kept = set(view(RECORDS, one).rows) & set(view(RECORDS, other).rows)
            assert view(RECORDS, both).rows.tolist() == sorted(kept), both.query()


def test_every_field_is_declared_once_and_a_link_names_it():
    assert [each.name for each in fields(Filter) if each.name != "notes"] == list(CRITERIA)
    assert len(set(FILTER_KEYS)) == len(FILTER_KEYS)
    assert {name: getattr(Filter(), name) for name in CRITERIA} == {
        name: each.default for name, each in CRITERIA.items()
    }


@pytest.mark.parametrize("key", FILTER_KEYS)
def test_a_key_that_is_not_quite_one_is_refused_and_noted(key):
    for wrong in (key.upper(), f"{key}x", f" {key}", f"{key}[]"):
        read = Filter.parse(f"{quote(wrong)}=1")
        assert read.query() == ""
        assert read.notes == (f"{wrong}: no such filter",)


def closed():
    return {name: each for name, each in CRITERIA.items() if isinstance(each, Choice) and each.closed}


@pytest.mark.parametrize("name", closed())
def test_a_closed_list_has_what_its_column_can_say(name):
    choice = CRITERIA[name]
    said = {each or "none" for each in RECORDS.coded(choice.column).values if " " not in each}
    assert said <= {*choice.values, "none"}


@pytest.mark.parametrize("name", [name for name, each in CRITERIA.items() if isinstance(each, AtLeast)])
def test_at_least_keeps_the_number_itself(name):
    numbers = CRITERIA[name].number(RECORDS)
    for least in sorted({int(each) for each in numbers if each > 0}):
        kept = set(view(RECORDS, Filter(**{name: least})).rows)
        assert kept == {row for row, number in enumerate(numbers) if number >= least}
        assert any(numbers[row] == least for row in kept)


@pytest.mark.parametrize("name", [name for name, each in CRITERIA.items() if isinstance(each, Switch)])
def test_a_switch_is_off_by_default(name):
    assert len(view(RECORDS, Filter(**{name: CRITERIA[name].default})).rows) == len(RECORDS)
    assert len(view(RECORDS, Filter(**{name: not CRITERIA[name].default})).rows) < len(RECORDS)
