"""The head of the evidence panel: what, where and when a record is, and what is told of it."""

import html

from dashboard.texts import Texts
from pipeline.model import OUTCOMES
from pipeline.rows import RecordRow
from share.dates import day_text, interval_text, number
from share.marking import plain, shortened
from share.palette import colour_of

__all__ = ["place_text", "record_html"]

WIDE = ("where", "actor", "accused", "denied_by", "target", "told", "killed", "injured")
_DOING = ("claims", "did")


def record_html(record: RecordRow, texts: Texts) -> str:
    """The head of the panel: what, where, when, and the facts of the record."""
    kinds = "".join(
        f'<span class="kh-type"><i style="background:{colour_of(kind)}"></i>'
        f"{_text(texts.of('type', kind))}</span>"
        for kind in record["attack_types"]
    )
    outcome = record["outcome"] if record["outcome"] in OUTCOMES else "carried_out"
    badges = [f'<span class="kh-badge kh-{outcome}">{_text(texts.of("outcome", outcome))}</span>']
    if record["record"] == "series":
        badges.append(f'<span class="kh-badge kh-series">{_text(texts("record.series"))}</span>')
    if record["sample"]:
        badges.append(f'<span class="kh-badge kh-sample">{_text(texts("evidence.sample"))}</span>')
    when = interval_text(record["date_start"], record["date_end"], record["weekday"], texts.language)
    return (
        f'<div class="kh-head" dir="{texts.direction}"><h3><bdi>{_text(place_text(record, texts))}</bdi></h3>'
        f'<p class="kh-when">{_text(when)}</p><p class="kh-kinds">{kinds}{"".join(badges)}</p>'
        f"{_facts(record, texts)}</div>"
    )


def place_text(record: RecordRow, texts: Texts) -> str:
    """The place's name in the reader's language, else as written; the country where only that is known."""
    own, other = (record["place_name_ar"], record["place_name_en"])[:: 1 if texts.language == "ar" else -1]
    return shortened(own or other or record["place_name"] or "—", 80)


def _facts(record: RecordRow, texts: Texts) -> str:
    rows = [("where", _where(record, texts)), ("kind", texts.of("kind", record["kind"] or ""))]
    if record["status"] in ("unconfirmed", "disputed"):
        rows.append(("status", texts.of("status", record["status"])))
    if record["event_count"]:
        rows.append(("events", number(record["event_count"], texts.language)))
    rows.append(("actor", _actor(record, texts)))
    rows += [(name, value) for name, value in _others_said(record, texts) if value]
    rows.append(
        (
            "target",
            texts.joined([texts.of("target", each) for each in record["targets"] or []])
            or texts("evidence.unknown"),
        )
    )
    if record["weapon"]:
        weapon = texts.of("weapon", record["weapon"])
        rows.append(
            (
                "weapon",
                f"{number(record['weapon_count'], texts.language)} × {weapon}"
                if record["weapon_count"]
                else weapon,
            )
        )
    rows += [("killed", _killed(record, texts)), ("injured", _injured(record, texts))]
    rows.append(("sourcing", texts.of("sourcing", record["sourcing"] or "")))
    rows.append(("review", texts.of("review", record["review"] or "")))
    rows.append(("told", _told(record, texts)))
    listed = "".join(
        f"<div{' class=kh-wide' if name in WIDE else ''}><dt>{_text(texts(f'evidence.{name}'))}</dt>"
        f"<dd><bdi>{_text(shortened(value, 160))}</bdi></dd></div>"
        for name, value in rows
    )
    return f'<dl class="kh-facts">{listed}{_meter(record, texts)}</dl>'


def _meter(record: RecordRow, texts: Texts) -> str:
    sure = max(0, min(100, round((record["confidence"] or 0) * 100)))
    note = html.escape(texts("evidence.confidence_note"), quote=True)
    percent = f"{number(sure, texts.language)}{'٪' if texts.language == 'ar' else '%'}"
    return (
        f'<div class="kh-wide" title="{note}"><dt>{_text(texts("evidence.confidence"))}</dt><dd>'
        f'<span class="kh-meter"><i style="width:{sure}%"></i></span>{percent}</dd></div>'
    )


def _where(record: RecordRow, texts: Texts) -> str:
    if record["geo_precision"] is None:
        return texts("evidence.unresolved")
    parts = [
        texts.of("precision", record["geo_precision"]),
        texts.of("governorate", record["governorate"] or ""),
        texts.of("country", record["country"] or ""),
    ]
    if record["radius_km"]:
        parts.append(texts("evidence.within", n=max(1, round(record["radius_km"]))))
    return texts.joined([each for each in parts if each])


def _actor(record: RecordRow, texts: Texts) -> str:
    """Who did it, and who says so: those who claim it apart from those to whom others attribute it.

    A party that is only accused, or only denies it, is not among them.
    """
    claimed = list(dict.fromkeys([*(record["claimed_by"] or []), *_named(record, "claims")]))
    attributed = [
        each
        for each in dict.fromkeys([*(record["attributed_to"] or []), *_named(record, "did")])
        if each not in claimed and not _only_accused(each, record)
    ]
    others = [
        each
        for each in (*(record["actors"] or []), record["actor2"])
        if each and each not in claimed and each not in attributed and not _only_accused(each, record)
    ]
    parts = [
        texts(f"evidence.{said}", who=texts.joined([texts.of("actor", each) for each in named]))
        for said, named in (("claims", claimed), ("attributes", attributed))
        if named
    ]
    if others:
        status = texts.of("actor_status", "unknown" if parts else record["actor_status"] or "unknown")
        parts.append(f"{texts.joined([texts.of('actor', each) for each in others])} ({status})")
    return texts.joined(parts) or texts("evidence.unknown")


def _named(record: RecordRow, *roles: str) -> list[str]:
    """The parties in one of these roles, each once, in the order of the reports."""
    return list(dict.fromkeys(each["name"] for each in record["parties"] or [] if each["role"] in roles))


def _only_accused(name: str, record: RecordRow) -> bool:
    """Whether a party is accused of it or denies it, and nobody says in any report that it claims or did it."""
    return name in _named(record, "accused", "denies") and name not in _named(record, *_DOING)


def _others_said(record: RecordRow, texts: Texts) -> list[tuple[str, str]]:
    """Who is accused, and by whom, and who denies it; "" where nobody is. Who is known to have done it is not accused."""
    accusers: dict[str, list[str]] = {
        name: [] for name in _named(record, "accused") if name not in _named(record, *_DOING)
    }
    for each in record["parties"] or []:
        if each["role"] == "accused" and each["name"] in accusers and each["by"]:
            accusers[each["name"]].append(texts.of("actor", each["by"]))
    accused = [
        texts("evidence.accused_by", who=texts.of("actor", name), by=texts.joined(list(dict.fromkeys(by))))
        if by
        else texts.of("actor", name)
        for name, by in accusers.items()
    ]
    denied = [texts.of("actor", each) for each in _named(record, "denies")]
    return [("accused", texts("page.semicolon").join(accused)), ("denied_by", texts.joined(denied))]


def _told(record: RecordRow, texts: Texts) -> str:
    """How many articles and outlets tell it, and from when to when."""
    parts = [texts.count("state.articles", record["n_articles"] or 0)]
    if record["n_sources"]:
        parts.append(texts.count("evidence.outlets", record["n_sources"]))
    if (first := record["first_published"]) is not None:
        last = record["last_published"] or first
        days = {"first": day_text(first, texts.language), "last": day_text(last, texts.language)}
        parts.append(texts("evidence.told_day" if first == last else "evidence.told_days", **days))
    return texts.joined(parts)


def _killed(record: RecordRow, texts: Texts) -> str:
    sources = record["killed_min_source"], record["killed_max_source"]
    return _toll(record["killed"], record["killed_min"], record["killed_max"], sources, texts)


def _injured(record: RecordRow, texts: Texts) -> str:
    sources = record["injured_min_source"], record["injured_max_source"]
    return _toll(record["injured"], record["injured_min"], record["injured_max"], sources, texts)


def _toll(
    exact: int | None, low: int | None, high: int | None, sources: tuple[str | None, str | None], texts: Texts
) -> str:
    """A toll with its ends; `sources` are the outlets that told the lowest and the highest."""
    if low is None and high is None and exact is None:
        return texts("evidence.unknown")
    if exact is not None and low in (None, exact) and high in (None, exact):
        # "More than 20" keeps 20 as its number and leaves its upper end open.
        return (
            texts("evidence.at_least", n=exact)
            if low is not None and high is None
            else number(exact, texts.language)
        )
    if low is not None and high is not None:
        ends = zip((low, high), sources, strict=True)
        return "–".join(_by(n, source, texts) for n, source in ends)
    return (
        texts("evidence.at_least", n=low)
        if low is not None
        else texts("evidence.at_most", n=high if high is not None else exact)
    )


def _by(n: int, source: str | None, texts: Texts) -> str:
    """A number, with the outlet that told it where that is named."""
    return (
        texts("evidence.by_source", n=n, source=shortened(source, 40))
        if source
        else number(n, texts.language)
    )


def _text(text: str) -> str:
    return html.escape(plain(text), quote=True)
