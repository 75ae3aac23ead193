"""Rows in the columns and codes of ACLED and of UCDP GED, as `docs/codebook.md` tells field by field.

What Kharita does not know stays blank: a death that nobody states is never 0, and no code is guessed.
"""

import datetime as dt
import math
from collections.abc import Callable
from typing import TypedDict

import pyarrow as pa

from pipeline.attack_kinds import attack_kinds

__all__ = ["ACLED_SCHEMA", "GED_SCHEMA", "SCHEMAS_OF_OTHERS", "acled_row", "as_schema", "ged_row"]


class Row(TypedDict, total=False):
    """What is used of an exported row, be it an incident, a series or a report."""

    incident_id: str
    series_id: str
    report_id: str
    record_id: str
    kind: str
    attack_types: list[str]
    outcome: str
    sourcing: str
    review: str
    interaction: str | None
    event_count: int | None
    date_start: dt.date | None
    date_end: dt.date | None
    place_name: str | None
    place_name_en: str | None
    feature_class: str | None
    country: str | None
    governorate: str | None
    lat: float | None
    lon: float | None
    geo_precision: str | None
    actors: list[str]
    actor: str | None
    actor2: str | None
    targets: list[str]
    target: str | None
    killed: int | None
    killed_min: int | None
    killed_max: int | None
    killed_whom: str | None
    sources: list[str]
    source: str | None
    n_sources: int
    first_published: dt.date | None
    published: dt.date | None
    summary_en: str | None
    quote: str | None


# ISO 3166 code: (numeric code, English name, ACLED region, Gleditsch and Ward number, GED region).
_MIDDLE_EAST = "Middle East"
_COUNTRIES: dict[str, tuple[int, str, str, int | None, str]] = {
    "IQ": (368, "Iraq", _MIDDLE_EAST, 645, _MIDDLE_EAST), "SY": (760, "Syria", _MIDDLE_EAST, 652, _MIDDLE_EAST),
    "LB": (422, "Lebanon", _MIDDLE_EAST, 660, _MIDDLE_EAST), "JO": (400, "Jordan", _MIDDLE_EAST, 663, _MIDDLE_EAST),
    "IL": (376, "Israel", _MIDDLE_EAST, 666, _MIDDLE_EAST), "PS": (275, "Palestine", _MIDDLE_EAST, 666, _MIDDLE_EAST),
    "SA": (682, "Saudi Arabia", _MIDDLE_EAST, 670, _MIDDLE_EAST), "YE": (887, "Yemen", _MIDDLE_EAST, 678, _MIDDLE_EAST),
    "KW": (414, "Kuwait", _MIDDLE_EAST, 690, _MIDDLE_EAST), "BH": (48, "Bahrain", _MIDDLE_EAST, 692, _MIDDLE_EAST),
    "QA": (634, "Qatar", _MIDDLE_EAST, 694, _MIDDLE_EAST), "OM": (512, "Oman", _MIDDLE_EAST, 698, _MIDDLE_EAST),
    "AE": (784, "United Arab Emirates", _MIDDLE_EAST, 696, _MIDDLE_EAST), "IR": (364, "Iran", _MIDDLE_EAST, 630, _MIDDLE_EAST),
    "TR": (792, "Turkey", _MIDDLE_EAST, 640, _MIDDLE_EAST), "EG": (818, "Egypt", "Northern Africa", 651, _MIDDLE_EAST),
}  # fmt: skip

_CIVILIANS, _STRATEGIC = "Violence against civilians", "Strategic developments"
_CIVILIAN_TARGETS = frozenset(
    ("civilians", "hospital_school", "humanitarian", "media", "religious_site", "settlement")
)
_ACLED_WHERE = {"site": 1, "town": 1, "district": 2, "governorate": 3, "area": 3, "country": 3}
_GED_WHERE = {"site": 1, "town": 1, "district": 3, "governorate": 4, "area": 5, "country": 6}
_INTERNATIONAL_WATERS = 7
_STATES = frozenset(
    ("United States", "Iran", "Israel", "Turkey", "Russia", "Iraqi forces", "International Coalition",
     "Islamic Revolutionary Guard Corps", "Syrian Arab Army", "Saudi Arabia", "United Kingdom", "Jordan")
)  # fmt: skip


def _columns(texts: str, whole: str, real: str, order: str) -> pa.Schema:
    kinds = dict.fromkeys(texts.split(), pa.string()) | dict.fromkeys(whole.split(), pa.int64())
    kinds |= dict.fromkeys(real.split(), pa.float64())
    return pa.schema([(name, kinds[name]) for name in order.split()])


ACLED_SCHEMA = _columns(
    "event_id_cnty event_date disorder_type event_type sub_event_type actor1 assoc_actor_1 inter1 actor2 assoc_actor_2 "
    "inter2 interaction civilian_targeting region country admin1 admin2 admin3 location source source_scale notes tags",
    "year time_precision iso geo_precision fatalities timestamp",
    "latitude longitude",
    "event_id_cnty event_date year time_precision disorder_type event_type sub_event_type actor1 assoc_actor_1 inter1 "
    "actor2 assoc_actor_2 inter2 interaction civilian_targeting iso region country admin1 admin2 admin3 location "
    "latitude longitude geo_precision source source_scale notes fatalities tags timestamp",
)
GED_SCHEMA = _columns(
    "id relid code_status conflict_name dyad_name side_a side_b source_article source_office source_date source_headline "
    "source_original where_coordinates where_description adm_1 adm_2 geom_wkt country region date_start date_end",
    "year active_year type_of_violence number_of_sources where_prec priogrid_gid country_id event_clarity date_prec "
    "deaths_a deaths_b deaths_civilians deaths_unknown best high low gwnoa gwnob",
    "latitude longitude",
    "id relid year active_year code_status type_of_violence conflict_name dyad_name side_a side_b number_of_sources "
    "source_article source_office source_date source_headline source_original where_prec where_coordinates "
    "where_description adm_1 adm_2 latitude longitude geom_wkt priogrid_gid country country_id region event_clarity "
    "date_prec date_start date_end deaths_a deaths_b deaths_civilians deaths_unknown best high low gwnoa gwnob",
)


def as_schema(table: pa.Table, schema: str) -> pa.Table:
    """The rows of a table of reports, incidents or series in another schema: "acled" or "ged".

    GED counts events with deaths, so rows without a stated death are left out of it.
    """
    columns, convert = SCHEMAS_OF_OTHERS[schema]
    rows = [made for row in table.to_pylist() if (made := convert(row)) is not None]
    return pa.Table.from_pylist(rows, schema=columns)


def acled_row(row: Row) -> dict[str, object]:
    """One row with ACLED's columns."""
    actors, targets = _actors(row), _targets(row)
    kind, sub_kind = _acled_type(row, targets)
    country = _COUNTRIES.get(row.get("country") or "")
    start = row.get("date_start")
    return {
        "event_id_cnty": _id(row), "event_date": _iso(start), "year": start.year if start else None,
        "time_precision": _time_precision(row), "event_type": kind, "sub_event_type": sub_kind,
        "disorder_type": None if kind is None else _STRATEGIC if kind == _STRATEGIC else "Political violence",
        "actor1": _joined(actors[:1]), "assoc_actor_1": _joined(actors[1:]), "actor2": row.get("actor2"),
        "civilian_targeting": "Civilian targeting" if _CIVILIAN_TARGETS.intersection(targets) else None,
        "iso": country[0] if country else None, "region": country[2] if country else None,
        "country": country[1] if country else row.get("country"), "admin1": row.get("governorate"),
        "location": row.get("place_name_en") or row.get("place_name"), "latitude": row.get("lat"),
        "longitude": row.get("lon"), "geo_precision": _ACLED_WHERE.get(row.get("geo_precision") or ""),
        "source": _joined(_sources(row)), "notes": row.get("summary_en") or row.get("quote"),
        "fatalities": row.get("killed"), "tags": _tags(row),
    }  # fmt: skip


def ged_row(row: Row) -> dict[str, object] | None:
    """One row with UCDP GED's columns, or None where no death is stated."""
    stated = [
        each for each in (row.get("killed"), row.get("killed_min"), row.get("killed_max")) if each is not None
    ]
    if not stated or max(stated) < 1:
        return None
    actors, targets = _actors(row), _targets(row)
    country = _COUNTRIES.get(row.get("country") or "")
    start, end, lat, lon = row.get("date_start"), row.get("date_end"), row.get("lat"), row.get("lon")
    best, whom = row.get("killed"), row.get("killed_whom")
    placed = lat is not None and lon is not None
    side_a, side_b = _joined(actors[:1]), row.get("actor2") or _joined(actors[1:2])
    return {
        "id": _id(row), "year": start.year if start and end and start.year == end.year else None,
        "type_of_violence": _violence(row, actors, targets), "dyad_name": f"{side_a} - {side_b}" if side_a and side_b else None,
        "side_a": side_a, "side_b": "Civilians" if not side_b and "civilians" in targets else side_b,
        "number_of_sources": row.get("n_sources"), "source_office": _joined(_sources(row)),
        "source_date": _iso(row.get("first_published") or row.get("published")),
        "source_article": row.get("summary_en") or row.get("quote"), "where_prec": _where_prec(row, placed),
        "where_coordinates": row.get("place_name_en") or row.get("place_name"), "where_description": row.get("place_name"),
        "adm_1": row.get("governorate"), "latitude": lat, "longitude": lon,
        "geom_wkt": f"POINT ({lon} {lat})" if placed else None, "priogrid_gid": _priogrid(lat, lon),
        "country": country[1] if country else row.get("country"), "country_id": country[3] if country else None,
        "region": country[4] if country else None, "event_clarity": 2 if _is_summary(row) else 1,
        "date_prec": _date_prec(row), "date_start": _iso(start), "date_end": _iso(end),
        "deaths_a": best if whom == "attackers" else None, "deaths_b": best if whom == "target_force" else None,
        "deaths_civilians": best if whom == "civilians" else None,
        "deaths_unknown": best if whom not in ("attackers", "target_force", "civilians") else None,
        "best": best, "low": row.get("killed_min"), "high": row.get("killed_max"),
    }  # fmt: skip


SCHEMAS_OF_OTHERS: dict[str, tuple[pa.Schema, Callable[[Row], dict[str, object] | None]]] = {
    "acled": (ACLED_SCHEMA, acled_row),
    "ged": (GED_SCHEMA, ged_row),
}


def _id(row: Row) -> str | None:
    return row.get("incident_id") or row.get("series_id") or row.get("report_id") or row.get("record_id")


def _actors(row: Row) -> list[str]:
    """Who did it: an incident has several, a report one."""
    return [each for each in row.get("actors") or [row.get("actor") or ""] if each]


def _targets(row: Row) -> list[str]:
    """What was attacked, in the same way."""
    return [each for each in row.get("targets") or [row.get("target") or ""] if each]


def _sources(row: Row) -> list[str]:
    return [each for each in row.get("sources") or [row.get("source") or ""] if each]


def _joined(values: list[str]) -> str | None:
    return "; ".join(values) or None


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _is_summary(row: Row) -> bool:
    """Whether the row tells of several attacks together."""
    return row.get("kind") == "recurrent" or (row.get("event_count") or 0) > 1


def _acled_type(row: Row, targets: list[str]) -> tuple[str | None, str | None]:
    """The event and sub-event type of the first told attack type; blank where none is told."""
    kinds = [attack_kinds().get(each) for each in row.get("attack_types") or []]
    told = [each for each in kinds if each and each.acled_event_type]
    if row.get("outcome") == "intercepted":
        return _STRATEGIC, "Disrupted weapons use"
    if not told:
        return None, None
    if (
        told[0].attack_type == "armed_assault"
        and row.get("interaction") != "clash"
        and "civilians" in targets
    ):
        return _CIVILIANS, "Attack"
    return told[0].acled_event_type, told[0].acled_sub_event_type or None


def _span(row: Row) -> int | None:
    start, end = row.get("date_start"), row.get("date_end")
    return (end - start).days + 1 if start and end else None


def _time_precision(row: Row) -> int | None:
    """1 the day, 2 within a week, 3 wider."""
    days = _span(row)
    return None if days is None else 1 if days == 1 else 2 if days <= 7 else 3


def _date_prec(row: Row) -> int | None:
    """1 the day, 2 two to six days, 3 a week, 4 a month, 5 longer."""
    days = _span(row)
    return (
        None
        if days is None
        else next((code for most, code in ((1, 1), (6, 2), (7, 3), (31, 4)) if days <= most), 5)
    )


def _where_prec(row: Row, placed: bool) -> int | None:
    if row.get("feature_class") == "sea" and not row.get("country"):
        return _INTERNATIONAL_WATERS
    return _GED_WHERE.get(row.get("geo_precision") or "") if placed else None


def _violence(row: Row, actors: list[str], targets: list[str]) -> int | None:
    """1 state-based, 2 non-state, 3 one-sided; None where the two sides are not told."""
    sides = [*actors, *([other] if (other := row.get("actor2")) else [])]
    if row.get("interaction") == "clash" and len(sides) > 1:
        return 1 if _STATES.intersection(sides) else 2
    return 3 if actors and row.get("killed_whom") == "civilians" and "civilians" in targets else None


def _priogrid(lat: float | None, lon: float | None) -> int | None:
    """The number of the half-degree cell of PRIO-GRID."""
    if lat is None or lon is None:
        return None
    return math.floor((lat + 90) * 2) * 720 + math.floor((lon + 180) * 2) + 1


def _tags(row: Row) -> str:
    kept = {
        "outcome": row.get("outcome"), "sourcing": row.get("sourcing"), "review": row.get("review"),
        "kind": row.get("kind"),
    }  # fmt: skip
    return "; ".join(f"kharita:{key}={value}" for key, value in kept.items() if value)
