"""The nouns as rows: what the tables of a store hold, and what pages, exports and snapshots show.

The keys of a class are the columns of its table, in their order (`pipeline.store.schema` makes the tables from
them); `| None` marks what can be unknown. A row that was asked for with some columns only has only these keys.
"""

import datetime as dt
from typing import Literal, TypedDict

__all__ = [
    "NO_ARTICLE",
    "ArticleRow",
    "Manifest",
    "PartyOfReport",
    "PartyRow",
    "RecordRow",
    "RejectRow",
    "ReportFields",
    "ReportRow",
    "UnresolvedRow",
]


class PartyRow(TypedDict):
    """A party of a report; `span` is its first and last character."""

    name: str
    role: str
    by: str | None
    span: list[int]


class PartyOfReport(PartyRow):
    """A party of an incident, with the report that names it."""

    report_id: str


class ArticleRow(TypedDict):
    """An article; its publication interval is spread over `published_…`."""

    article_id: str
    title: str
    text: str
    language: str
    source: str
    url: str
    published_start: dt.date | None
    published_end: dt.date | None
    published_precision: str | None
    published_weekday: int | None
    published_basis: str
    published_raw: str
    published_time: str | None
    sample: bool
    facts_source: str
    path: str
    copy_of: str | None


# Stands for an article that the store does not have.
NO_ARTICLE: ArticleRow = {
    "article_id": "", "title": "", "text": "", "language": "", "source": "", "url": "", "published_start": None,
    "published_end": None, "published_precision": None, "published_weekday": None, "published_basis": "",
    "published_raw": "", "published_time": None, "sample": False, "facts_source": "", "path": "", "copy_of": None,
}  # fmt: skip


class ReportFields(TypedDict):
    """A report's published columns. `evidence` and `reason` are JSON text, since their keys differ from row to row."""

    report_id: str
    article_id: str
    kind: str
    event_count: int | None
    attack_types: list[str]
    outcome: str
    sourcing: str
    place_name: str | None
    place_name_en: str | None
    place_name_ar: str | None
    place_id: str | None
    feature_class: str | None
    country: str | None
    governorate: str | None
    lat: float | None
    lon: float | None
    geo_precision: str | None
    radius_km: float | None
    place_confidence: str | None
    place_source: str | None
    date_start: dt.date | None
    date_end: dt.date | None
    date_precision: str
    date_basis: str
    weekday: int | None
    actor: str | None
    actor_status: str
    actor2: str | None
    interaction: str | None
    parties: list[PartyRow]
    status: str
    target: str | None
    target_claimed: bool
    weapon: str | None
    weapon_count: int | None
    killed: int | None
    killed_min: int | None
    killed_max: int | None
    injured: int | None
    injured_min: int | None
    injured_max: int | None
    killed_whom: str | None
    toll_note: str | None
    evidence: str
    evidence_in: str
    reason: str
    quote: str
    completed_from: str | None
    confidence: float


class ReportRow(ReportFields):
    """A report as stored, with its sentence's span and what merging needs of its article."""

    sentence_start: int
    sentence_end: int
    published: dt.date | None
    sample: bool
    source: str


class RecordRow(TypedDict):
    """An incident or a series, as `record` says; they share their columns, so that one view shows both."""

    record_id: str
    record: Literal["incident", "series"]
    kind: str
    report_ids: list[str]
    article_ids: list[str]
    sources: list[str]
    place_id: str | None
    place_name: str | None
    place_name_en: str | None
    place_name_ar: str | None
    feature_class: str | None
    country: str | None
    governorate: str | None
    lat: float | None
    lon: float | None
    geo_precision: str | None
    radius_km: float | None
    place_confidence: str | None
    place_source: str | None
    date_start: dt.date | None
    date_end: dt.date | None
    date_precision: str
    date_basis: str
    weekday: int | None
    time_from: str | None
    time_to: str | None
    attack_types: list[str]
    outcome: str
    sourcing: str
    actors: list[str]
    actor_status: str
    claimed_by: list[str]
    attributed_to: list[str]
    actor2: str | None
    interaction: str | None
    parties: list[PartyOfReport]
    status: str
    targets: list[str]
    weapon: str | None
    weapon_count: int | None
    event_count: int | None
    killed: int | None
    killed_min: int | None
    killed_max: int | None
    injured: int | None
    injured_min: int | None
    injured_max: int | None
    killed_min_source: str | None
    killed_max_source: str | None
    injured_min_source: str | None
    injured_max_source: str | None
    killed_whom: str | None
    toll_note: str | None
    mention_ids: list[str]
    n_reports: int
    n_articles: int
    n_sources: int
    first_published: dt.date | None
    last_published: dt.date | None
    summary_en: str
    summary_ar: str
    review: str
    confidence: float
    sample: bool


class RejectRow(TypedDict):
    """Something that was not read, why, and what mends it."""

    path: str
    offset: int
    reason: str
    mend: str


class UnresolvedRow(TypedDict):
    """A name that no place was found for, how often it stands, and one sentence with it."""

    name: str
    count: int
    article_id: str
    sentence: str


class Manifest(TypedDict, total=False):
    """What a build says of itself in manifest.json; `less_sure` reports are in the store and not among `reports`."""

    built_at: str
    format: int
    articles: int
    reports: int
    less_sure: int
    incidents: int
    series: int
    rejects: int
    copies: int
    data_hash: str
    parts: dict[str, list[str]]
    aliases: dict[str, str]
    removed: list[str]
    code: str
    knowledge: str
