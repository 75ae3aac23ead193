"""The tables of the store: their columns, their types, and the way from the nouns to rows and back.

Numbers that an article does not state are null, never 0. `evidence` and `reason` are JSON text, because
their keys differ from row to row.
"""

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import repeat
from types import NoneType
from typing import Any, Literal, Protocol, get_args, get_origin, get_type_hints, is_typeddict

import pyarrow as pa
import pyarrow.compute as pc

from language.span import Span
from pipeline.model import REPORT_FIELDS, SURE_ENOUGH, Article, DateInterval, Party, Report
from pipeline.rows import ArticleRow, PartyRow, RecordRow, RejectRow, ReportRow, UnresolvedRow

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
    "party_row",
    "records_table",
    "rejects_table",
    "reports_from_table",
    "reports_table",
    "rows_table",
    "sure_reports",
    "unresolved_table",
]

_KINDS: dict[object, pa.DataType] = {
    str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_(), dt.date: pa.date32(),
}  # fmt: skip
_SMALL = ("weekday", "published_weekday")


def _schema_of(row: type) -> pa.Schema:
    """The columns of the table that holds such rows."""
    return pa.schema(
        [
            (name, pa.int16() if name in _SMALL else _type_of(kind))
            for name, kind in get_type_hints(row).items()
        ]
    )


def _type_of(kind: Any) -> pa.DataType:
    """Arrow's type for the values of a key: lists of it and rows within rows, too; any of them can be null."""
    if kind in _KINDS:
        return _KINDS[kind]
    if is_typeddict(kind):
        return pa.struct([(name, _type_of(each)) for name, each in get_type_hints(kind).items()])
    inner = [each for each in get_args(kind) if each is not NoneType]
    if get_origin(kind) is Literal:
        return pa.string()
    return pa.list_(_type_of(inner[0])) if get_origin(kind) is list else _type_of(inner[0])


ARTICLES_SCHEMA = _schema_of(ArticleRow)

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

REPORTS_SCHEMA = _schema_of(ReportRow)
RECORDS_SCHEMA = _schema_of(RecordRow)
REJECTS_SCHEMA = _schema_of(RejectRow)
UNRESOLVED_SCHEMA = _schema_of(UnresolvedRow)

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
        "parties",
        "evidence",
        "reason",
    )
)


def rows_table(rows: Iterable[Mapping[str, object]], schema: pa.Schema) -> pa.Table:
    """A table of `schema` from mappings; a missing key is null, an unknown key a KeyError that names it."""
    kept = list(rows)
    known = set(schema.names)
    for row in kept:
        if unknown := row.keys() - known:
            raise KeyError(f"not a column of this table: {', '.join(sorted(unknown))}")
    columns = [pa.array([row.get(each.name) for row in kept], each.type) for each in schema]
    return pa.Table.from_arrays(columns, schema=schema)


def records_table(rows: Iterable[RecordRow]) -> pa.Table:
    """The table of incidents or series."""
    return rows_table(rows, RECORDS_SCHEMA)


class _Refusal(Protocol):
    """What a reader makes of something that it does not read."""

    @property
    def path(self) -> str: ...
    @property
    def offset(self) -> int: ...
    @property
    def reason(self) -> str: ...
    @property
    def mend(self) -> str: ...


def rejects_table(rejects: Iterable[_Refusal]) -> pa.Table:
    """The table of what was refused."""
    rows: list[RejectRow] = [
        {"path": each.path, "offset": each.offset, "reason": each.reason, "mend": each.mend}
        for each in rejects
    ]
    return rows_table(rows, REJECTS_SCHEMA)


def unresolved_table(rows: Iterable[UnresolvedRow]) -> pa.Table:
    """The table of names that no place was found for."""
    return rows_table(rows, UNRESOLVED_SCHEMA)


def articles_table(articles: Iterable[Article]) -> pa.Table:
    """One row an article; the publication interval is spread over its `published_…` columns."""
    return rows_table((_article_row(each) for each in articles), ARTICLES_SCHEMA)


def _article_row(article: Article) -> ArticleRow:
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
        "published_time": article.published_time,
        "sample": article.sample,
        "facts_source": article.facts_source,
        "path": article.path,
        "copy_of": None,
    }


def articles_from_table(table: pa.Table) -> list[Article]:
    """The articles that `articles_table` wrote, equal to those it was given."""
    return articles_from_rows(table.to_pylist())


def articles_from_rows(rows: Iterable[ArticleRow]) -> list[Article]:
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
            published_time=row["published_time"],
            sample=row["sample"],
            facts_source=row["facts_source"],
            path=row["path"],
        )
        for row in rows
    ]


def _published(row: ArticleRow) -> DateInterval | None:
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


def _report_row(report: Report, article: Article | None) -> dict[str, object]:
    row: dict[str, object] = {name: getattr(report, name) for name in _SAME_IN_BOTH}
    told = article.published if article else None
    published: dt.date | None = told.start if told and told.is_day else None  # an interval is no day
    row.update(
        attack_types=list(report.attack_types),
        date_start=report.date.start,
        date_end=report.date.end,
        date_precision=report.date.precision,
        date_basis=report.date.basis,
        weekday=report.date.weekday,
        parties=[party_row(each) for each in report.parties],
        evidence=json.dumps(report.evidence, ensure_ascii=False, sort_keys=True),
        reason=json.dumps(report.reason, ensure_ascii=False, sort_keys=True),
        sentence_start=report.sentence.start,
        sentence_end=report.sentence.end,
        published=published,
        sample=article.sample if article else False,
        source=article.source if article else "",
    )
    return row


def sure_reports(reports: pa.Table, at_least: float = SURE_ENOUGH) -> pa.Table:
    """The rows of a table of reports that are of this confidence or more."""
    return reports.filter(pc.greater_equal(reports.column("confidence"), at_least))


def party_row(party: Party) -> PartyRow:
    """A party as a row of a report's `parties`."""
    return {
        "name": party.name,
        "role": party.role,
        "by": party.by,
        "span": [party.span.start, party.span.end],
    }


def _party(row: PartyRow) -> Party:
    return Party(row["name"], row["role"], row["by"], Span(row["span"][0], row["span"][1]))


def reports_from_table(table: pa.Table) -> list[Report]:
    """The reports that `reports_table` wrote, equal to those it was given.

    Without evidence and reasons where the table lacks those columns, as merging needs neither.
    """
    plain = [name for name in _SAME_IN_BOTH if name != "report_id"]
    columns = [table.column(name).to_pylist() for name in plain]
    types = [tuple(each) for each in table.column("attack_types").to_pylist()]
    parties = [tuple(map(_party, each or ())) for each in table.column("parties").to_pylist()]
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
    for values, kinds, told_of, date, why, (start, end) in zip(
        zip(*columns, strict=True), types, parties, dates, whys, sentences, strict=True
    ):
        evidence = {name: (first, last) for name, (first, last) in json.loads(why[0]).items()} if told else {}
        found.append(
            Report(
                **dict(zip(plain, values, strict=True)), attack_types=kinds, parties=told_of, date=date, evidence=evidence,
                reason=json.loads(why[1]) if told else {}, sentence=Span(start, end),
            )
        )  # fmt: skip
    return found


def _dates(table: pa.Table) -> list[DateInterval]:
    names = ("date_start", "date_end", "date_precision", "date_basis", "weekday")
    return [DateInterval(*each) for each in zip(*(table.column(n).to_pylist() for n in names), strict=True)]
