"""The nouns of Kharita: what an article, a report, an incident and a series are made of.

All are frozen and slotted. Offsets are character offsets into `Article.text` as received (of a report
told in the title, into `Article.title`), so `text[span.start:span.end]` is always the quoted evidence.
"""

import datetime as dt
import hashlib
import re
from dataclasses import dataclass, field

from language.span import Span
from pipeline.rows import ReportFields

__all__ = [
    "DATE_BASES",
    "DATE_PRECISIONS",
    "EVIDENCE_IN",
    "GEO_PRECISIONS",
    "INTERACTIONS",
    "KINDS",
    "OUTCOMES",
    "PARTY_ROLES",
    "REPORT_FIELDS",
    "SOURCINGS",
    "STATUSES",
    "SURE_ENOUGH",
    "Article",
    "DateInterval",
    "Paper",
    "Party",
    "Report",
    "Span",
    "evidence_text",
]

KINDS = ("specific", "recurrent", "historic")
OUTCOMES = ("carried_out", "intercepted", "claimed_only")
SOURCINGS = ("attacker", "target_side", "outlet", "third_party")
ACTOR_STATUSES = ("claimed", "attributed", "denied", "unknown")
INTERACTIONS = ("one_sided", "clash")
PARTY_ROLES = ("claims", "accused", "denies", "did", "struck")
STATUSES = ("stated", "unconfirmed", "disputed")
EVIDENCE_IN = ("text", "title")
GEO_PRECISIONS = ("site", "town", "district", "governorate", "area", "country")
DATE_PRECISIONS = ("day", "days", "week", "month", "year", "interval", "unknown")
DATE_BASES = ("stated", "relative", "publication")
# A sentence this likely to tell an attack is a report: exported, merged, drawn and counted. Less likely ones are
# kept in the store, in no incident, and shown apart.
SURE_ENOUGH = 0.5
KILLED_WHOM = ("civilians", "target_force", "attackers", "mixed", "unknown")


@dataclass(frozen=True, slots=True)
class DateInterval:
    """The days within which something happened, both ends included; None is an open end.

    `precision` is one of DATE_PRECISIONS, `basis` one of DATE_BASES. `weekday` (0 is Monday) is set
    where only the weekday is known within the interval, as for the seed article's "today, Sunday".
    """

    start: dt.date | None
    end: dt.date | None
    precision: str = "unknown"
    basis: str = "stated"
    weekday: int | None = None

    @property
    def days(self) -> int | None:
        """The number of days the interval spans, 1 for a single day, None when an end is open."""
        if self.start is None or self.end is None:
            return None
        return (self.end - self.start).days + 1

    @property
    def is_day(self) -> bool:
        """Whether the interval is one known day."""
        return self.start is not None and self.start == self.end


NOWHERE = Span(0, 0)
UNKNOWN_DATE = DateInterval(None, None, "unknown")


@dataclass(frozen=True, slots=True)
class Article:
    """One news article as received; `published` is its stated or inferred publication date, or None.

    It has a text, a title or both: of a headline alone, `text` is "".
    `published_basis` says where that date came from: `metadata`, `url`, `dateline`, `inferred` or "".
    `published_time` is the moment that metadata states, in ISO 8601 to the second and with its zone where it
    has one ("2021-09-11T23:40:00+03:00"); None where only a day is stated.
    `sample` marks the short reports that were written for this project.
    """

    article_id: str
    title: str
    text: str
    language: str = ""
    source: str = ""
    url: str = ""
    published: DateInterval | None = None
    published_basis: str = ""
    published_raw: str = ""
    sample: bool = False
    facts_source: str = ""
    path: str = ""
    published_time: str | None = None

    @property
    def wording(self) -> str:
        """The words that it is known by: its text, of a headline alone its title."""
        return self.text or self.title

    @staticmethod
    def make_id(title: str, text: str) -> str:
        """A 16-digit hexadecimal id from the title and text alone, white space normalised."""
        plain = re.sub(r"\s+", " ", f"{title}\n{text}").strip()
        return hashlib.blake2b(plain.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class Paper(Article):
    """An article of which merging knows enough without its text: `sketch` stands for it (`pipeline.copies.sketch`)."""

    sketch: bytes = b""


@dataclass(frozen=True, slots=True)
class Party:
    """Who stands how to an attack, and who says so: an accusation is not an attribution.

    `role` is one of PARTY_ROLES, `by` who says it (None is the outlet in its own words), `span` the words.
    """

    name: str
    role: str
    by: str | None = None
    span: Span = NOWHERE


@dataclass(frozen=True, slots=True)
class Report:
    """One attack as one article tells it: an event mention with its arguments.

    The fields and their values are the design's table "What a report says"; None is unknown.
    `evidence` maps a field to the span that says it, and `FIELD:FACT` to that of a fact that decided the field;
    `reason` maps a field to the facts that decided it (`evidence.wording` has their sentences).
    `sentence` is the span of the evidence sentence; `quote` is its text. `evidence_in` says whether all
    spans count the characters of the article's text or of its title. `completed_from` is the id of the
    article that gave what this one lacks. `confidence` is the calibrated probability that the article tells this
    attack; below SURE_ENOUGH the report belongs to no incident.
    """

    article_id: str
    kind: str
    attack_types: tuple[str, ...]
    outcome: str
    date: DateInterval = UNKNOWN_DATE
    event_count: int | None = None
    sourcing: str = "outlet"
    place_name: str | None = None
    place_name_en: str | None = None
    place_name_ar: str | None = None
    place_id: str | None = None
    feature_class: str | None = None
    country: str | None = None
    governorate: str | None = None
    lat: float | None = None
    lon: float | None = None
    geo_precision: str | None = None
    radius_km: float | None = None
    place_confidence: str | None = None
    place_source: str | None = None
    actor: str | None = None
    actor_status: str = "unknown"
    actor2: str | None = None
    interaction: str | None = None
    parties: tuple[Party, ...] = ()
    status: str = "stated"
    target: str | None = None
    target_claimed: bool = False
    weapon: str | None = None
    weapon_count: int | None = None
    killed: int | None = None
    killed_min: int | None = None
    killed_max: int | None = None
    injured: int | None = None
    injured_min: int | None = None
    injured_max: int | None = None
    killed_whom: str | None = None
    toll_note: str | None = None
    evidence: dict[str, tuple[int, int]] = field(default_factory=dict)
    evidence_in: str = "text"
    reason: dict[str, list[str]] = field(default_factory=dict)
    sentence: Span = NOWHERE
    quote: str = ""
    completed_from: str | None = None
    confidence: float = 0.5

    @property
    def report_id(self) -> str:
        """Hashes article, evidence sentence, place and date, so that a changed lexicon row keeps it."""
        sentence = re.sub(r"\s+", " ", self.quote).strip()
        key = "\x1f".join(
            (
                self.article_id,
                sentence,
                self.place_id or self.place_name or "",
                str(self.date.start),
                str(self.date.end),
            )
        )
        return hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def evidence_text(evidence_in: str | None, title: str | None, text: str | None) -> str:
    """The text of an article that the spans of a report count the characters of, as its `evidence_in` says."""
    return (title if evidence_in == "title" else text) or ""


# The report table's columns in their published order, as `pipeline export --what reports` writes them.
REPORT_FIELDS = tuple(ReportFields.__annotations__)
