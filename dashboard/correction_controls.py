"""The controls of each kind of correction, and what is in them as the book of corrections takes it."""

import datetime as dt
import math
import re
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import streamlit as st

from dashboard.facts import place_text
from dashboard.labels import label_of
from dashboard.nearby import away_km, nearest_records
from dashboard.texts import Texts
from geo.gazetteer import Gazetteer, load_gazetteer
from geo.local import local_folder
from geo.lookup import nearest_settlement, search_places
from geo.places import FeatureClass, Place, load_feature_classes
from pipeline.attack_kinds import attack_kinds
from pipeline.corrections import Change
from pipeline.merging.lasting_ids import resolve_id
from pipeline.model import GEO_PRECISIONS
from pipeline.rows import ArticleRow, RecordRow, ReportRow
from pipeline.view import Records
from share.dates import interval_text, number
from share.marking import shortened

__all__ = ["KINDS", "Asked", "Desk", "show_controls"]

KINDS = ("move", "date", "type", "split", "join", "discard", "verify", "note")
_FIRST_DAY = dt.date(1900, 1, 1)
_OTHER = -1
_ARABIC = re.compile("[\u0600-\u06ff]")


@dataclass(frozen=True, slots=True)
class Desk:
    """One record under correction: as stored, among all records, with its reports and their articles.

    `form` is part of every control's key, so that what was typed for one record never meets another.
    """

    record: RecordRow
    records: Records
    reports: Sequence[tuple[ReportRow, ArticleRow]]
    texts: Texts
    data: Path
    aliases: Mapping[str, str]
    form: str

    def key(self, name: str) -> str:
        """The key of one control of this form."""
        return f"correct-{name}-{self.form}"

    @property
    def row(self) -> int | None:
        """The row of the record among the records."""
        return self.records.row_of(self.record["record_id"])


@dataclass(frozen=True, slots=True)
class Asked:
    """What the controls hold: the values, the reports to split off or join, or a key of texts that says what lacks."""

    what: Change = field(default_factory=Change)
    part: list[str] = field(default_factory=list)
    fault: str = ""


def show_controls(kind: str, desk: Desk) -> Asked:
    """Draw the controls of one kind of correction and return what is in them."""
    shown = _CONTROLS.get(kind)
    if shown is None:
        if kind == "discard":
            st.html(f'<p class="kh-note">{desk.texts("correct.discard_note")}</p>')
        return Asked()
    return shown(desk)


def _move(desk: Desk) -> Asked:
    ways = ("search", "coordinates")
    how = st.radio(
        desk.texts("correct.how"), ways, key=desk.key("how"), horizontal=True,
        format_func=lambda each: desk.texts(f"correct.how_{each}"),
    )  # fmt: skip
    return _move_by_search(desk) if how == "search" else _move_by_coordinates(desk)


def _move_by_search(desk: Desk) -> Asked:
    texts = desk.texts
    typed = st.text_input(texts("correct.search"), key=desk.key("search"), max_chars=80)
    if not typed.strip():
        return Asked(fault="correct.no_place")
    with st.spinner(texts("state.loading")):
        found = search_places(_gazetteer(desk.data), typed)
    if not found:
        st.html(f'<p class="kh-note">{texts("correct.not_found")}</p>')
        return Asked(fault="correct.no_place")
    lines = [_place_lines(each, texts) for each in found]
    chosen = st.radio(
        texts("correct.found"), range(len(found)), format_func=lambda each: lines[each][0], index=None,
        captions=[details for _, details in lines], key=desk.key("found"),
    )  # fmt: skip
    if chosen is None:
        return Asked(fault="correct.no_place")
    place = found[chosen]
    if place.lat is None or place.lon is None:
        return Asked(fault="correct.no_place")
    values: Change = {
        "lat": place.lat, "lon": place.lon, "place_id": place.place_id, "place_name_en": place.name_en,
        "place_name_ar": place.name_ar, "country": place.country, "governorate": place.governorate,
        "feature_class": place.feature.name, "geo_precision": place.geo_precision,
        "radius_km": place.radius_km,
    }  # fmt: skip
    return Asked(values)


def _place_lines(place: Place, texts: Texts) -> tuple[str, str]:
    """The place in both scripts; and what it is, where, and how precisely a move to it is known."""
    arabic = texts.language == "ar"
    names = [place.name_ar, place.name_en] if arabic else [place.name_en, place.name_ar]
    lies = [texts.of("governorate", place.governorate), texts.of("country", place.country)]
    within = texts("correct.radius_text", n=number(f"{place.radius_km:g}", texts.language))
    details = [
        place.feature.name_ar if arabic else place.feature.name_en, texts.joined([each for each in lies if each]),
        f"{texts.of('precision', place.geo_precision)} ({within})",
    ]  # fmt: skip
    return label_of(names), label_of(details)


def _move_by_coordinates(desk: Desk) -> Asked:
    record, texts = desk.record, desk.texts
    present_lat: float | None = record["lat"]
    present_lon: float | None = record["lon"]
    lat_box, lon_box = st.columns(2)
    lat = lat_box.number_input(
        texts("correct.lat"), -90.0, 90.0, present_lat, step=0.01, format="%.5f", key=desk.key("lat")
    )
    lon = lon_box.number_input(
        texts("correct.lon"), -180.0, 180.0, present_lon, step=0.01, format="%.5f", key=desk.key("lon")
    )
    left, right = st.columns(2)
    present = record["geo_precision"]
    precision = left.selectbox(
        texts("correct.precision"), GEO_PRECISIONS, key=desk.key("precision"),
        index=GEO_PRECISIONS.index(present) if present in GEO_PRECISIONS else 0,
        format_func=lambda each: texts.of("precision", each),
    )  # fmt: skip
    usual = record["radius_km"] if precision == present else None
    radius = right.number_input(
        texts("correct.radius"), 0.1, 1000.0, float(usual or _usual_radius(desk.data, precision)),
        format="%.1f", key=desk.key(f"radius-{precision}"),
    )  # fmt: skip
    name = st.text_input(texts("correct.name"), key=desk.key("name"), max_chars=120).strip()
    if lat is None or lon is None:
        return Asked(fault="correct.no_coordinates")
    values: Change = {"lat": lat, "lon": lon, "geo_precision": precision, "radius_km": radius}
    if name:
        values["place_name"] = name
        values["place_name_ar" if _ARABIC.search(name) else "place_name_en"] = name
    if (lies_in := _lies_in(lat, lon, desk)) is not None:
        values["country"], values["governorate"] = lies_in
    return Asked(values)


def _lies_in(lat: float, lon: float, desk: Desk) -> tuple[str, str] | None:
    """The country and governorate of the settlement nearest to a point, which is told too."""
    near = nearest_settlement(_gazetteer(desk.data), lat, lon)
    if near is None:
        st.html(f'<p class="kh-note">{desk.texts("correct.nothing_near")}</p>')
        return None
    st.caption(f"{desk.texts('correct.near')} {' · '.join(_place_lines(near, desk.texts))}")
    return near.country, near.governorate


def _date(desk: Desk) -> Asked:
    record, texts = desk.record, desk.texts
    present: dict[str, dt.date | None] = {"start": record["date_start"], "end": record["date_end"]}
    known = [each for each in present.values() if each]
    first, last = min([_FIRST_DAY, *known]), max([dt.date.today(), *known])
    days = [
        box.date_input(
            texts(f"correct.{name}"), present[name], min_value=first, max_value=last, format="YYYY-MM-DD",
            key=desk.key(name),
        )
        for name, box in zip(present, st.columns(2), strict=True)
    ]  # fmt: skip
    st.html(f'<p class="kh-note">{texts("correct.day_note")}</p>')
    start, end = days
    if not isinstance(start, dt.date) or not isinstance(end, dt.date):
        return Asked(fault="correct.no_day")
    if end < start:
        return Asked(fault="correct.turned_days")
    return Asked({"start": start.isoformat(), "end": end.isoformat()})


def _type(desk: Desk) -> Asked:
    texts = desk.texts
    present = [each for each in desk.record["attack_types"] if each in attack_kinds()]
    chosen = st.pills(
        texts("correct.types"), tuple(attack_kinds()), selection_mode="multi", default=present, key=desk.key("types"),
        format_func=lambda each: texts.of("type", each),
    )  # fmt: skip
    return Asked({"types": list(chosen)}) if chosen else Asked(fault="correct.no_type")


def _split(desk: Desk) -> Asked:
    texts = desk.texts
    st.html(f'<p class="kh-note">{texts("correct.split_note")}</p>')
    part = []
    for index, (report, article) in enumerate(desk.reports):
        outlet = shortened(article.get("source") or report["source"] or "—", 40)
        published = article.get("published_start"), article.get("published_end")
        when = (
            interval_text(*published, article.get("published_weekday"), texts.language)
            if any(published)
            else ""
        )
        label = label_of([outlet, when, shortened(report["quote"] or "", 90)])
        if st.checkbox(label, key=desk.key(f"report-{index}")):
            part.append(str(report["report_id"]))
    return (
        Asked(part=part) if 0 < len(part) < len(desk.record["report_ids"]) else Asked(fault="correct.no_part")
    )


def _join(desk: Desk) -> Asked:
    texts, row = desk.texts, desk.row
    near = nearest_records(desk.records, row) if row is not None else []
    lines = {each: _record_lines(each, desk) for each in near} | {_OTHER: (texts("correct.by_id"), "")}
    chosen = st.radio(
        texts("correct.other"), list(lines), format_func=lambda each: lines[each][0], index=None,
        captions=[details for _, details in lines.values()], key=desk.key("other"),
    )  # fmt: skip
    if chosen is None:
        return Asked(fault="correct.no_other")
    if chosen == _OTHER:
        typed = st.text_input(texts("correct.id"), key=desk.key("id"), max_chars=64).strip()
        found = desk.records.row_of(resolve_id(typed, desk.aliases)) if typed else None
        if found is None:
            return Asked(fault="correct.no_such_id")
        chosen = found
    other = desk.records.record(chosen)
    if chosen == row or other["record"] != desk.record["record"]:
        return Asked(fault="correct.not_that_id")
    return Asked(part=list(other["report_ids"]))


def _record_lines(row: int, desk: Desk) -> tuple[str, str]:
    """Of a record to join with: place and date; and its types, how far away it is, and its id."""
    texts, other, own = desk.texts, desk.records.record(row), desk.row
    km = float(away_km(desk.records, own)[row]) if own is not None else math.nan
    away = (
        ""
        if math.isnan(km)
        else texts("correct.km_away", n=round(km))
        if km >= 1
        else texts("correct.same_place")
    )
    when = interval_text(other["date_start"], other["date_end"], other["weekday"], texts.language)
    kinds = texts.joined([texts.of("type", each) for each in other["attack_types"]])
    return label_of([place_text(other, texts), when]), label_of([kinds, away, other["record_id"]])


_CONTROLS: dict[str, Callable[[Desk], Asked]] = {
    "move": _move, "date": _date, "type": _type, "split": _split, "join": _join,
}  # fmt: skip


def _usual_radius(data: Path, precision: str) -> float:
    """How far off, in kilometres, places known with this precision usually are."""
    classes = _classes(str(data / "gazetteer")).values()
    return statistics.median([each.radius_km for each in classes if each.geo_precision == precision] or [1.0])


@st.cache_resource(max_entries=2, show_spinner=False)
def _classes(folder: str) -> dict[str, FeatureClass]:
    return load_feature_classes(Path(folder))


def _gazetteer(data: Path) -> Gazetteer:
    """The gazetteer with the user's own places, loaded by the first who corrects and again when these change."""
    own = local_folder(data) / "places"
    changed = tuple(sorted((each.name, each.stat().st_mtime_ns) for each in own.glob("*.csv")))
    return _loaded(str(data / "gazetteer"), str(own), changed)


@st.cache_resource(max_entries=1, show_spinner=False)
def _loaded(folder: str, own: str, changed: tuple[tuple[str, int], ...]) -> Gazetteer:
    return load_gazetteer(Path(folder), Path(own))
