"""The evidence panel: one record, the reports it rests on, their sentences and the why of each field."""

import html
import json
from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from dashboard.outlets import alignment_text
from dashboard.texts import Texts
from pipeline.model import OUTCOMES
from pipeline.store import Store, StoreError
from share.dates import interval_text, number
from share.marking import MARKS, marked_sentence, plain, safe_url, shortened
from share.palette import colour_of

__all__ = ["load_reports", "record_html", "report_html", "why_html"]

_MOST_REPORTS = 30
WIDE = ("where", "actor", "target")
Row = Mapping[str, Any]


def load_reports(store: Store, record: Row) -> list[tuple[Row, Row]]:
    """The reports of a record, each with its article, as the store keeps them; at most thirty."""
    reports = _rows(store, "reports", "report_id", record["report_ids"][:_MOST_REPORTS])
    articles = _rows(store, "articles", "article_id", [each["article_id"] for each in reports])
    by_id = {each["article_id"]: each for each in articles}
    return [(each, by_id.get(each["article_id"], {})) for each in reports]


def _rows(store: Store, table: str, key: str, wanted: list[str]) -> list[Row]:
    """The rows of a table whose key is wanted, in the order wanted.

    Only the row groups that hold them are read whole: the text of every article would not fit in memory.
    """
    try:
        with pq.ParquetFile(store.folder / f"{table}.parquet") as file:
            keys = file.read([key]).column(key).combine_chunks()
            found = pc.indices_nonzero(pc.is_in(keys, value_set=pa.array(wanted, pa.string()))).to_numpy()
            rows: list[Row] = []
            first = 0
            for group in range(file.num_row_groups):
                last = first + file.metadata.row_group(group).num_rows
                inside = found[(found >= first) & (found < last)] - first
                if len(inside):
                    rows += file.read_row_group(group).take(pa.array(inside)).to_pylist()
                first = last
    except (OSError, pa.ArrowInvalid) as error:
        raise StoreError(f"{store.folder / table}.parquet cannot be read; build again: make run") from error
    order = {value: index for index, value in enumerate(wanted)}
    return sorted(rows, key=lambda row: order[row[key]])


def record_html(record: Row, texts: Texts) -> str:
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


def place_text(record: Row, texts: Texts) -> str:
    """The place's name in the reader's language, else as written; the country where only that is known."""
    own, other = (record["place_name_ar"], record["place_name_en"])[:: 1 if texts.language == "ar" else -1]
    return shortened(own or other or record["place_name"] or "—", 80)


def _facts(record: Row, texts: Texts) -> str:
    rows = [("where", _where(record, texts)), ("kind", texts.of("kind", record["kind"] or ""))]
    if record["event_count"]:
        rows.append(("events", number(record["event_count"], texts.language)))
    rows.append(("actor", _actor(record, texts)))
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
    rows += [("killed", _toll(record, "killed", texts)), ("injured", _toll(record, "injured", texts))]
    rows.append(("sourcing", texts.of("sourcing", record["sourcing"] or "")))
    rows.append(("review", texts.of("review", record["review"] or "")))
    listed = "".join(
        f"<div{' class=kh-wide' if name in WIDE else ''}><dt>{_text(texts(f'evidence.{name}'))}</dt>"
        f"<dd><bdi>{_text(shortened(value, 160))}</bdi></dd></div>"
        for name, value in rows
    )
    return f'<dl class="kh-facts">{listed}{_meter(record, texts)}</dl>'


def _meter(record: Row, texts: Texts) -> str:
    sure = max(0, min(100, round((record["confidence"] or 0) * 100)))
    note = html.escape(texts("evidence.confidence_note"), quote=True)
    percent = f"{number(sure, texts.language)}{'٪' if texts.language == 'ar' else '%'}"
    return (
        f'<div class="kh-wide" title="{note}"><dt>{_text(texts("evidence.confidence"))}</dt><dd>'
        f'<span class="kh-meter"><i style="width:{sure}%"></i></span>{percent}</dd></div>'
    )


def _where(record: Row, texts: Texts) -> str:
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


def _actor(record: Row, texts: Texts) -> str:
    actors = [each for each in (*(record["actors"] or []), record["actor2"]) if each]
    if not actors:
        return texts("evidence.unknown")
    status = texts.of("actor_status", record["actor_status"] or "unknown")
    return f"{texts.joined([texts.of('actor', each) for each in actors])} ({status})"


def _toll(record: Row, name: str, texts: Texts) -> str:
    exact, low, high = (record[key] for key in (name, f"{name}_min", f"{name}_max"))
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
        return f"{number(low, texts.language)}–{number(high, texts.language)}"
    return (
        texts("evidence.at_least", n=low)
        if low is not None
        else texts("evidence.at_most", n=high if high is not None else exact)
    )


def report_html(report: Row, article: Row, texts: Texts) -> str:
    """One report: its sentence with the words marked, and the article it stands in."""
    quote = report["quote"] or ""
    text = article.get("text") or quote
    start, end = (
        (report["sentence_start"], report["sentence_end"]) if article.get("text") else (0, len(quote))
    )
    names = {kind: texts(f"mark.{kind}") for kind in set(MARKS.values())}
    sentence = marked_sentence(text, start or 0, end or 0, _evidence(report), names) or html.escape(
        plain(quote)
    )
    title = shortened(article.get("title") or "", 200)
    return (
        f'<article class="kh-report"><blockquote dir="auto">{sentence}</blockquote>'
        f'<p class="kh-title" dir="auto"><bdi>{_text(title)}</bdi></p>'
        f'<p class="kh-source" dir="{texts.direction}">{_source(report, article, texts)}</p></article>'
    )


def _source(report: Row, article: Row, texts: Texts) -> str:
    parts = [f"<b><bdi>{_text(shortened(article.get('source') or report['source'] or '—', 60))}</bdi></b>"]
    if not article.get("sample"):  # a sample was written by this project, which is no outlet
        alignment = alignment_text(article.get("source") or report["source"], article.get("url"), texts)
        parts.append(f"<span><bdi>{_text(alignment)}</bdi></span>")
    parts.append(f"<span>{_text(published_text(article, texts))}</span>")
    if url := safe_url(article.get("url")):
        parts.append(
            f'<a href="{url}" target="_blank" rel="noopener noreferrer nofollow">'
            f"{_text(texts('evidence.read_at'))} ↗</a>"
        )
    if article.get("sample"):
        tip = html.escape(texts("evidence.sample_long"), quote=True)
        parts.append(
            f'<span class="kh-badge kh-sample" title="{tip}">{_text(texts("evidence.sample"))}</span>'
        )
        facts = article.get("facts_source")
        if facts:
            parts.append(
                f"<span>{_text(texts('evidence.facts'))} <bdi>{_text(shortened(facts, 120))}</bdi></span>"
            )
    return '<span class="kh-dot">·</span>'.join(parts)


def published_text(article: Row, texts: Texts) -> str:
    """When an article was published, as surely as that is known."""
    start, end = article.get("published_start"), article.get("published_end")
    if start is None and end is None:
        return texts("evidence.no_date")
    when = interval_text(start, end, article.get("published_weekday"), texts.language)
    said = f"{texts('evidence.published')} {when}"
    return f"{said} ({texts('evidence.inferred')})" if article.get("published_basis") == "inferred" else said


def why_html(report: Row, article: Row, texts: Texts) -> str:
    """A table of each field's words and the rule that read them."""
    text, evidence = article.get("text") or "", _evidence(report)
    reasons = _mapping(report["reason"])
    rows = []
    for field in dict.fromkeys([*reasons, *evidence]):
        span = evidence.get(field)
        words = shortened(text[span[0] : span[1]], 80) if span and text else ""
        rule = shortened(str(reasons.get(field, "")), 160)
        rows.append(
            f"<tr><th>{_text(texts.of('field', field))}</th><td dir='auto'>{_text(words)}</td>"
            f"<td dir='auto'><code>{_text(rule)}</code></td></tr>"
        )
    heads = "".join(f"<th>{_text(texts(f'evidence.{name}'))}</th>" for name in ("field", "words", "rule"))
    body = f"<thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody>"
    return f'<table class="kh-why" dir="{texts.direction}">{body}</table>'


def _evidence(report: Row) -> dict[str, tuple[int, int]]:
    """The evidence spans that are pairs of whole numbers; anything else in the store's text is left out."""
    found = {}
    for field, span in _mapping(report["evidence"]).items():
        if isinstance(span, list) and len(span) == 2 and all(isinstance(each, int) for each in span):
            found[field] = (span[0], span[1])
    return found


def _mapping(text: str | None) -> dict[str, Any]:
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _text(text: str) -> str:
    return html.escape(plain(text), quote=True)
