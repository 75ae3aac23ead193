"""The tables of the store: their columns, their types, and the way from the nouns to rows and back.

Numbers that an article does not state are null, never 0. `evidence` and `reason` are JSON text, because
their keys differ from row to row.
"""

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import repeat
from typing import Any

import pyarrow as pa

from language.span import Span
from pipeline.model import REPORT_FIELDS, Article, DateInterval, Report

__all__ = [
    "ARTICLES_SCHEMA",
    "NOT_READ_SCHEMA",
    "READINGS_SCHEMA",
    "RECEIVED_SCHEMA",
    "RECORDS_SCHEMA",
    "REJECTS_SCHEMA",
    "REPORTS_SCHEMA",
    "SCANS_SCHEMA",
    "SCHEMAS",
    "SETTLED",
    "UNRESOLVED_SCHEMA",
    "articles_from_rows",
    "articles_from_table",
    "articles_table",
    "records_table",
    "rejects_table",
    "reports_from_table",
    "reports_table",
    "rows_table",
    "unresolved_table",
]

_TEXTS = pa.list_(pa.string())

ARTICLES_SCHEMA = pa.schema(
    [
        ("article_id", pa.string()),
        ("title", pa.string()),
        ("text", pa.string()),
        ("language", pa.string()),
        ("source", pa.string()),
        ("url", pa.string()),
        ("published_start", pa.date32()),
        ("published_end", pa.date32()),
        ("published_precision", pa.string()),
        ("published_weekday", pa.int16()),
        ("published_basis", pa.string()),
        ("published_raw", pa.string()),
        ("sample", pa.bool_()),
        ("facts_source", pa.string()),
        ("path", pa.string()),
        ("copy_of", pa.string()),
    ]
)

# An article as it was received: its publication is what its metadata said, before its text was read.
# `key` is the hash of its id and, behind it, that of all else a reading depends on.
RECEIVED_SCHEMA = pa.schema(
    [each for each in ARTICLES_SCHEMA if each.name != "copy_of"] + [pa.field("key", pa.binary(16))]
)

# What a first look finds in an article that speaks of violence; other articles have no row.
SCANS_SCHEMA = pa.schema(
    [
        ("article_id", pa.string()),
        ("key", pa.binary(16)),
        ("day", pa.int32()),  # of publication as received, an ordinal; null is unknown
        ("sentences", pa.list_(pa.uint64())),
        ("numbers", pa.list_(pa.uint64())),
        ("signature", pa.binary()),
    ]
)

# What a reading found besides reports; `sketch` is of the text of an article that has any, `not_read` the
# language of one that is in neither Arabic nor English.
READINGS_SCHEMA = pa.schema(
    [ARTICLES_SCHEMA.field("article_id"), pa.field("key", pa.binary(16))]
    + [each for each in ARTICLES_SCHEMA if each.name in (
        "published_start", "published_end", "published_precision", "published_weekday", "published_basis")]
    + [
        pa.field("sketch", pa.binary()),
        pa.field("not_read", pa.string()),
        pa.field("unresolved", pa.list_(pa.string())),
        pa.field("unresolved_in", pa.list_(pa.string())),
    ]
)  # fmt: skip
SETTLED = tuple(READINGS_SCHEMA.names[2:7])

_REPORT_TYPES: dict[str, pa.DataType] = {
    "event_count": pa.int64(),
    "attack_types": _TEXTS,
    "lat": pa.float64(),
    "lon": pa.float64(),
    "radius_km": pa.float64(),
    "date_start": pa.date32(),
    "date_end": pa.date32(),
    "weekday": pa.int16(),
    "target_claimed": pa.bool_(),
    "weapon_count": pa.int64(),
    "killed": pa.int64(),
    "killed_min": pa.int64(),
    "killed_max": pa.int64(),
    "injured": pa.int64(),
    "injured_min": pa.int64(),
    "injured_max": pa.int64(),
    "confidence": pa.float64(),
}

REPORTS_SCHEMA = pa.schema(
    [(name, _REPORT_TYPES.get(name, pa.string())) for name in REPORT_FIELDS]
    + [
        ("sentence_start", pa.int64()),
        ("sentence_end", pa.int64()),
        ("published", pa.date32()),
        ("sample", pa.bool_()),
        ("source", pa.string()),
    ]
)

# Incidents and series share their columns, so that one view can show both.
RECORDS_SCHEMA = pa.schema(
    [
        ("record_id", pa.string()),
        ("record", pa.string()),
        ("kind", pa.string()),
        ("report_ids", _TEXTS),
        ("article_ids", _TEXTS),
        ("sources", _TEXTS),
        ("place_id", pa.string()),
        ("place_name", pa.string()),
        ("place_name_en", pa.string()),
        ("place_name_ar", pa.string()),
        ("feature_class", pa.string()),
        ("country", pa.string()),
        ("governorate", pa.string()),
        ("lat", pa.float64()),
        ("lon", pa.float64()),
        ("geo_precision", pa.string()),
        ("radius_km", pa.float64()),
        ("date_start", pa.date32()),
        ("date_end", pa.date32()),
        ("date_precision", pa.string()),
        ("date_basis", pa.string()),
        ("weekday", pa.int16()),
        ("attack_types", _TEXTS),
        ("outcome", pa.string()),
        ("sourcing", pa.string()),
        ("actors", _TEXTS),
        ("actor_status", pa.string()),
        ("claimed_by", _TEXTS),
        ("attributed_to", _TEXTS),
        ("actor2", pa.string()),
        ("interaction", pa.string()),
        ("targets", _TEXTS),
        ("weapon", pa.string()),
        ("weapon_count", pa.int64()),
        ("event_count", pa.int64()),
        ("killed", pa.int64()),
        ("killed_min", pa.int64()),
        ("killed_max", pa.int64()),
        ("injured", pa.int64()),
        ("injured_min", pa.int64()),
        ("injured_max", pa.int64()),
        ("killed_min_source", pa.string()),
        ("killed_max_source", pa.string()),
        ("injured_min_source", pa.string()),
        ("injured_max_source", pa.string()),
        ("killed_whom", pa.string()),
        ("toll_note", pa.string()),
        ("mention_ids", _TEXTS),
        ("n_reports", pa.int64()),
        ("n_articles", pa.int64()),
        ("n_sources", pa.int64()),
        ("first_published", pa.date32()),
        ("last_published", pa.date32()),
        ("summary_en", pa.string()),
        ("summary_ar", pa.string()),
        ("review", pa.string()),
        ("confidence", pa.float64()),
        ("sample", pa.bool_()),
    ]
)

REJECTS_SCHEMA = pa.schema(
    [("path", pa.string()), ("offset", pa.int64()), ("reason", pa.string()), ("mend", pa.string())]
)

UNRESOLVED_SCHEMA = pa.schema(
    [("name", pa.string()), ("count", pa.int64()), ("article_id", pa.string()), ("sentence", pa.string())]
)

# The articles that were not read, by what they are written in: a key of `language.identify.NAMES`.
NOT_READ_SCHEMA = pa.schema([("article_id", pa.string()), ("language", pa.string())])

# Every table of a build by the name of its file.
SCHEMAS: dict[str, pa.Schema] = {
    "articles": ARTICLES_SCHEMA,
    "reports": REPORTS_SCHEMA,
    "incidents": RECORDS_SCHEMA,
    "series": RECORDS_SCHEMA,
    "rejects": REJECTS_SCHEMA,
    "unresolved": UNRESOLVED_SCHEMA,
    "not_read": NOT_READ_SCHEMA,
}

_SAME_IN_BOTH = tuple(
    name
    for name in REPORT_FIELDS
    if name
    not in (
        "attack_types",
        "date_start",
        "date_end",
        "date_precision",
        "date_basis",
        "weekday",
        "evidence",
        "reason",
    )
)


def rows_table(rows: Iterable[Mapping[str, Any]], schema: pa.Schema) -> pa.Table:
    """A table of `schema` from mappings; a missing key is null, an unknown key a KeyError that names it."""
    kept = list(rows)
    known = set(schema.names)
    for row in kept:
        if unknown := row.keys() - known:
            raise KeyError(f"not a column of this table: {', '.join(sorted(unknown))}")
    columns = [pa.array([row.get(each.name) for row in kept], each.type) for each in schema]
    return pa.Table.from_arrays(columns, schema=schema)


def records_table(rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """The table of incidents or series from one mapping a record, keyed as RECORDS_SCHEMA."""
    return rows_table(rows, RECORDS_SCHEMA)


def rejects_table(rejects: Iterable[Any]) -> pa.Table:
    """The table of what was refused, from objects with `path`, `offset`, `reason` and `mend`."""
    return rows_table(
        ({name: getattr(each, name) for name in REJECTS_SCHEMA.names} for each in rejects), REJECTS_SCHEMA
    )


def unresolved_table(rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """The table of names that no place was found for, keyed as UNRESOLVED_SCHEMA."""
    return rows_table(rows, UNRESOLVED_SCHEMA)


def articles_table(articles: Iterable[Article]) -> pa.Table:
    """One row an article; the publication interval is spread over its `published_…` columns."""
    return rows_table((_article_row(each) for each in articles), ARTICLES_SCHEMA)


def _article_row(article: Article) -> dict[str, Any]:
    published = article.published
    return {
        "article_id": article.article_id,
        "title": article.title,
        "text": article.text,
        "language": article.language,
        "source": article.source,
        "url": article.url,
        "published_start": published.start if published else None,
        "published_end": published.end if published else None,
        "published_precision": published.precision if published else None,
        "published_weekday": published.weekday if published else None,
        "published_basis": article.published_basis,
        "published_raw": article.published_raw,
        "sample": article.sample,
        "facts_source": article.facts_source,
        "path": article.path,
    }


def articles_from_table(table: pa.Table) -> list[Article]:
    """The articles that `articles_table` wrote, equal to those it was given."""
    return articles_from_rows(table.to_pylist())


def articles_from_rows(rows: Iterable[Mapping[str, Any]]) -> list[Article]:
    """The articles of these rows of the articles table."""
    return [
        Article(
            article_id=row["article_id"],
            title=row["title"],
            text=row["text"],
            language=row["language"],
            source=row["source"],
            url=row["url"],
            published=_published(row),
            published_basis=row["published_basis"],
            published_raw=row["published_raw"],
            sample=row["sample"],
            facts_source=row["facts_source"],
            path=row["path"],
        )
        for row in rows
    ]


def _published(row: Mapping[str, Any]) -> DateInterval | None:
    if row["published_precision"] is None:
        return None
    # An inferred publication date is an interval that the article itself bounds; a given one is stated.
    basis = "relative" if row["published_basis"] == "inferred" else "stated"
    return DateInterval(
        row["published_start"],
        row["published_end"],
        row["published_precision"],
        basis,
        row["published_weekday"],
    )


def reports_table(reports: Sequence[Report], articles: Iterable[Article] = ()) -> pa.Table:
    """One row a report, with the publication day, outlet and sample mark of its article where given."""
    by_id = {each.article_id: each for each in articles}
    return rows_table((_report_row(each, by_id.get(each.article_id)) for each in reports), REPORTS_SCHEMA)


def _report_row(report: Report, article: Article | None) -> dict[str, Any]:
    row: dict[str, Any] = {name: getattr(report, name) for name in _SAME_IN_BOTH}
    told = article.published if article else None
    published: dt.date | None = told.start if told and told.is_day else None  # an interval is no day
    row.update(
        attack_types=list(report.attack_types),
        date_start=report.date.start,
        date_end=report.date.end,
        date_precision=report.date.precision,
        date_basis=report.date.basis,
        weekday=report.date.weekday,
        evidence=json.dumps(report.evidence, ensure_ascii=False, sort_keys=True),
        reason=json.dumps(report.reason, ensure_ascii=False, sort_keys=True),
        sentence_start=report.sentence.start,
        sentence_end=report.sentence.end,
        published=published,
        sample=article.sample if article else False,
        source=article.source if article else "",
    )
    return row


def reports_from_table(table: pa.Table) -> list[Report]:
    """The reports that `reports_table` wrote, equal to those it was given.

    Without evidence and reasons where the table lacks those columns, as merging needs neither.
    """
    plain = [name for name in _SAME_IN_BOTH if name != "report_id"]
    columns = [table.column(name).to_pylist() for name in plain]
    types = [tuple(each) for each in table.column("attack_types").to_pylist()]
    dates = _dates(table)
    told = {"evidence", "reason"} <= set(table.column_names)
    whys: Iterable[tuple[str, str]] = (
        zip(table.column("evidence").to_pylist(), table.column("reason").to_pylist(), strict=True)
        if told
        else repeat(("{}", "{}"), table.num_rows)
    )
    sentences = zip(
        table.column("sentence_start").to_pylist(), table.column("sentence_end").to_pylist(), strict=True
    )
    found = []
    for values, kinds, date, why, (start, end) in zip(
        zip(*columns, strict=True), types, dates, whys, sentences, strict=True
    ):
        evidence = {name: (first, last) for name, (first, last) in json.loads(why[0]).items()} if told else {}
        found.append(
            Report(
                **dict(zip(plain, values, strict=True)), attack_types=kinds, date=date, evidence=evidence,
                reason=json.loads(why[1]) if told else {}, sentence=Span(start, end),
            )
        )  # fmt: skip
    return found


def _dates(table: pa.Table) -> list[DateInterval]:
    names = ("date_start", "date_end", "date_precision", "date_basis", "weekday")
    return [DateInterval(*each) for each in zip(*(table.column(n).to_pylist() for n in names), strict=True)]
