"""The page about the data: what was read, how sure it is, what was refused, and places that were not found."""

import datetime as dt
import html
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import streamlit as st

from dashboard.adding import read_again
from dashboard.corrections_list import show_corrections_list
from dashboard.coverage import Coverage, coverage
from dashboard.outlets import alignment_text
from dashboard.own_places import add_place
from dashboard.rights import right
from dashboard.texts import Texts
from dashboard.unread import unread_text
from geo.places import load_feature_classes
from pipeline.store import Store
from pipeline.view import Filter, Records, view
from share.dates import day_text, month_text, number
from share.marking import plain, shortened
from share.names import values_of

__all__ = ["show_about"]

_MOST_OUTLETS = 40
_MOST_COLUMNS = 8
_MOST_MONTHS = 240
_MOST_ROWS = 100


def show_about(store: Store, records: Records, root: Path, out: Path, texts: Texts) -> None:
    """The whole page, from what was read to what was not understood."""
    read = coverage(store)
    st.html(f'<h1 class="kh-title-line">{texts("about.heading")}</h1>')
    _section("read", texts)
    st.html(f"<p>{_summary(store, read, texts)}</p>")
    if languages := unread_text(store, texts):
        st.html(f"<p>{_safe(texts('about.not_read', languages=languages))}</p>")
    st.html(_chart(records, read, texts))
    _table(
        ("outlet", "articles"),
        [
            [_outlet(name, texts), number(n, texts.language)]
            for name, n in read.outlets.most_common(_MOST_OUTLETS)
        ],
        texts, left_out=len(read.outlets) - _MOST_OUTLETS,
    )  # fmt: skip
    with st.expander(texts("about.by_month")):
        _months(read, texts)
    _sure(records, texts)
    _rejects(store, texts)
    _unresolved(store, texts)
    show_corrections_list(root, texts)
    _own(root / "data", out, texts)


def _section(name: str, texts: Texts) -> None:
    st.html(f'<h2 class="kh-section">{texts(f"about.{name}")}</h2>')


def _summary(store: Store, read: Coverage, texts: Texts) -> str:
    try:
        when = day_text(dt.datetime.fromisoformat(str(store.manifest["built_at"])).date(), texts.language)
    except (KeyError, ValueError):
        when = "—"
    articles = texts.count("state.articles", sum(read.outlets.values()))
    outlets = sum(1 for name in read.outlets if name)
    return texts("about.summary", articles=articles, outlets=outlets, undated=read.undated, when=when)


def _outlet(name: str, texts: Texts) -> str:
    if not name:
        return texts("about.unnamed_outlet")
    return f"{shortened(name, 60)} ({alignment_text(name, None, texts)})"


def _table(
    heads: Sequence[str], rows: Sequence[Sequence[str]], texts: Texts, left_out: int = 0, named: bool = True
) -> None:
    """A table of escaped cells; `heads` are keys of texts, or the words themselves where not `named`."""
    words = [texts(f"about.{each}") if named else each for each in heads]
    head = "".join(f"<th scope='col'><bdi>{_safe(each)}</bdi></th>" for each in words)
    body = "".join(
        f"<tr>{''.join(f'<td><bdi>{_safe(cell)}</bdi></td>' for cell in row)}</tr>" for row in rows
    )
    more = f'<p class="kh-note">{texts("about.more", n=left_out)}</p>' if left_out > 0 else ""
    st.html(
        f'<div class="kh-scroll" tabindex="0" role="region" aria-label="{_safe(" / ".join(words[:2]))}">'
        f'<table class="kh-list" dir="{texts.direction}"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>{more}'
    )


def _months(read: Coverage, texts: Texts) -> None:
    outlets = [name for name, _ in read.outlets.most_common(_MOST_COLUMNS)]
    months = sorted(read.months, reverse=True)
    rows = []
    for month in months[:_MOST_MONTHS]:
        each = [read.by_month[month, name] for name in outlets]
        rest = read.months[month] - sum(each)
        counts = [number(n, texts.language) if n else "" for n in (*each, rest)]
        rows.append([month_text(month // 12, month % 12 + 1, texts.language), *counts])
    names = [shortened(name, 30) if name else texts("about.unnamed_outlet") for name in outlets]
    _table(
        [texts("about.month"), *names, texts("about.other_outlets")], rows, texts,
        len(months) - _MOST_MONTHS, named=False,
    )  # fmt: skip


def _chart(records: Records, read: Coverage, texts: Texts) -> str:
    """Attacks above, articles below, on one axis of months; time runs the way the page reads."""
    bars = view(records, Filter()).months(np.zeros(len(records), dtype=np.int32), 1)
    attacks = {bars.start + i: int(n) for i, n in enumerate(bars.counts[:, 0]) if n}
    known = [*attacks, *read.months]
    if not known:
        return ""
    months = range(max(min(known), max(known) - _MOST_MONTHS + 1), max(known) + 1)
    named = [month_text(month // 12, month % 12 + 1, texts.language) for month in months]
    strips = []
    for kind, series in (("attacks", attacks), ("articles", read.months)):
        counts = [series.get(month, 0) for month in months]
        most = max(1, *counts)
        drawn = "".join(
            f'<i style="height:{100 * n / most:.1f}%" title="{name}: {number(n, texts.language)}"></i>'
            for n, name in zip(counts, named, strict=True)
        )
        told = f"{texts(f'about.{kind}')} (≤ {number(max(counts), texts.language)})"
        strips.append(
            f'<p class="kh-note"><i class="kh-{kind}"></i>{told}</p>'
            f'<div class="kh-strip kh-{kind}" role="img" aria-label="{_safe(told)}">{drawn}</div>'
        )
    return (
        f'<h3 class="kh-section">{texts("about.coverage")}</h3><p class="kh-note">{texts("about.coverage_note")}</p>'
        f'{"".join(strips)}<div class="kh-ends"><span>{named[0]}</span><span>{named[-1]}</span></div>'
    )


def _sure(records: Records, texts: Texts) -> None:
    _section("sure", texts)
    values = records.table.column("confidence").fill_null(0.0).to_numpy()
    counts, _ = np.histogram(values, bins=10, range=(0.0, 1.0))
    most = max(1, int(counts.max()))
    rows = "".join(
        f"<tr><th scope='row'>{number(f'{i / 10:.1f}–{(i + 1) / 10:.1f}', texts.language)}</th>"
        f"<td class='kh-bar'><i style='width:{100 * n / most:.1f}%'></i></td><td>{number(int(n), texts.language)}</td></tr>"
        for i, n in enumerate(counts) if n
    )  # fmt: skip
    precise = int(records.columns["geo_precision"].keep(("site", "town")).sum())
    known = texts("about.known", exact=int(records.exact.sum()), n=len(records), site=precise)
    st.html(
        f"<p>{known}</p><p class='kh-note'>{texts('about.sure_note')}</p>"
        f"<table class='kh-list kh-narrow' aria-label='{_safe(texts('about.confidence'))}'><tbody>{rows}</tbody></table>"
    )


def _rejects(store: Store, texts: Texts) -> None:
    _section("rejects", texts)
    table = store.table("rejects")
    if not table.num_rows:
        st.html(f"<p>{texts('about.no_rejects')}</p>")
        return
    rows = [
        [shortened(Path(each["path"] or "").name, 80), shortened(each["reason"] or "", 200), shortened(each["mend"] or "", 160)]
        for each in table.slice(0, _MOST_ROWS).to_pylist()
    ]  # fmt: skip
    _table(("file", "reason", "mend"), rows, texts, table.num_rows - _MOST_ROWS)


def _unresolved(store: Store, texts: Texts) -> None:
    _section("unresolved", texts)
    table = store.table("unresolved").sort_by([("count", "descending")])
    if not table.num_rows:
        st.html(f"<p>{texts('about.no_unresolved')}</p>")
        return
    st.html(f"<p class='kh-note'>{texts('about.unresolved_note')}</p>")
    rows = [
        [shortened(each["name"] or "", 80), number(each["count"] or 0, texts.language), shortened(each["sentence"] or "", 240)]
        for each in table.slice(0, _MOST_ROWS).to_pylist()
    ]  # fmt: skip
    _table(("place", "times", "sentence"), rows, texts, table.num_rows - _MOST_ROWS)


def _own(data: Path, out: Path, texts: Texts) -> None:
    """The form that adds one place to the user's own."""
    st.html(f'<h2 class="kh-section">{texts("own.heading")}</h2>')
    allowed = right(data.parent)
    if allowed.who is None:
        st.html(allowed.html(texts))
        return
    st.html(f"<p class='kh-note'>{texts('own.note')}</p>")
    classes = load_feature_classes(data / "gazetteer")
    arabic = texts.language == "ar"
    with st.form("own", border=True):
        first, second = st.columns(2), st.columns([1.2, 1.2, 0.8, 0.8])
        values = {
            "name_en": first[0].text_input(texts("own.name_en"), max_chars=120),
            "name_ar": first[1].text_input(texts("own.name_ar"), max_chars=120),
            "feature_class": second[0].selectbox(
                texts("own.class"), list(classes), index=list(classes).index("village"),
                format_func=lambda each: classes[each].name_ar if arabic else classes[each].name_en,
            ),
            "country": second[1].selectbox(
                texts("own.country"), values_of("country"), format_func=lambda each: texts.of("country", each)
            ),
            "lat": second[2].text_input(texts("own.lat"), max_chars=20),
            "lon": second[3].text_input(texts("own.lon"), max_chars=20),
        }  # fmt: skip
        last = st.columns(2)
        values["governorate"] = last[0].text_input(texts("own.governorate"), max_chars=80)
        values["source"] = last[1].text_input(texts("own.source"), max_chars=200)
        asked = st.form_submit_button(texts("own.add"), type="primary")
    if asked:
        faults = add_place(values, data)
        if faults:
            listed = "".join(f"<li><bdi>{_safe(each)}</bdi></li>" for each in faults)
            st.html(f'<div class="kh-warn" role="alert">{texts("own.faults")}<ul>{listed}</ul></div>')
            return
        st.session_state["own.added"] = values["name_ar" if arabic else "name_en"]
    if name := st.session_state.get("own.added"):
        st.html(f'<p role="status">{_safe(texts("own.added", name=name))}</p>')
        if st.button(texts("own.again"), key="own.again") and read_again(out, texts):
            st.session_state.pop("own.added")
            st.rerun()


def _safe(text: str) -> str:
    return html.escape(plain(text), quote=True)
