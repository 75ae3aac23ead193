"""The head and foot of the page: style, name, title, legend and the line of caution."""

import datetime as dt
import html
from pathlib import Path

import streamlit as st

from dashboard.address import PAGES
from dashboard.sign_in import show_sign_in
from dashboard.texts import Texts
from pipeline.rows import Manifest
from pipeline.view import View
from share.dates import day_text, period_text
from share.marking import plain

__all__ = [
    "show_built",
    "show_caution",
    "show_header",
    "show_legend",
    "show_style",
    "show_title",
    "title_text",
]

SHAPES = ("carried_out", "claimed_only", "intercepted", "series", "area", "many")


def show_style(texts: Texts) -> None:
    """The style sheet, and the direction in which the page is laid out."""
    sheet = (Path(__file__).parent / "theme.css").read_text("utf-8")
    turned = f"body, .stApp {{ direction: {texts.direction}; }}"
    st.html(f"<style>{sheet}{turned}</style>")


def show_header(texts: Texts) -> None:
    """The name of the page, the way to the other pages, and the switch of the language."""
    with st.container(horizontal=True, vertical_alignment="center", key="header"):
        st.html(
            f'<div class="kh-brand"><b>{texts("page.name")}</b><span>{texts("page.tagline")}</span></div>',
            width="stretch",
        )
        st.session_state["page"] = st.session_state.get("page") or PAGES[0]
        st.segmented_control(
            texts("page.pages"), PAGES, key="page", label_visibility="collapsed", required=True,
            format_func=lambda each: texts(f"page.page_{each}"),
        )  # fmt: skip
        show_sign_in(texts)
        other = "en" if texts.language == "ar" else "ar"
        st.button(
            texts("page.other_language"), icon=":material/translate:", key="language", type="tertiary",
            on_click=lambda: st.session_state.update(lang=other),
        )  # fmt: skip
    if notes := st.session_state.get("notes"):
        listed = html.escape("; ".join(plain(each) for each in notes[:5]))
        st.html(f'<p class="kh-warn" role="status">{texts("page.link_note", notes=listed)}</p>')


def title_text(shown: View, texts: Texts) -> str:
    """What is shown, when and where: "31 incidents and 3 series, Jul 2019 – Mar 2024, Iraq"."""
    counts = {"incidents": shown.count("incident"), "series": shown.count("series")}
    named = [texts.count(f"page.{name}", n) for name, n in counts.items() if n]
    if not named:
        return texts("page.nothing")
    parts = [texts("page.and", a=named[0], b=named[1]) if len(named) == 2 else named[0]]
    if period := shown.period:
        parts.append(period_text(*period, texts.language))
    countries = set(shown.filter.countries or filter(None, shown.counts["countries"]))
    if countries:
        alone = texts.of("country", next(iter(countries)))
        parts.append(
            alone if len(countries) == 1 else texts("page.region" if "IQ" in countries else "page.wider")
        )
    return texts.joined(parts)


def show_title(shown: View, texts: Texts) -> None:
    """The title, and below it what to know before reading the map."""
    notes = [
        (shown.claimed_only, "page.claims"),
        (shown.unconfirmed, "page.unconfirmed"),
        (len(shown.wide), "page.known_to_area"),
        (shown.unplaced, "page.unplaced"),
        (shown.undated, "page.undated"),
        (int(shown.records.sample[shown.rows].sum()), "page.samples_shown"),
    ]
    told = "".join(f"<span>{texts(key, n=n)}</span>" for n, key in notes if n)
    title = html.escape(title_text(shown, texts))
    st.html(f'<h1 class="kh-title-line">{title}</h1><p class="kh-notes">{told}</p>')


def show_legend(texts: Texts) -> None:
    """What the shapes of the marks mean; their colours are on the filter of types."""
    items = "".join(
        f'<span><i class="kh-shape kh-shape-{name}"></i>{texts(f"legend.{name}")}</span>' for name in SHAPES
    )
    st.html(f'<div class="kh-legend" role="note" aria-label="{texts("legend.shapes")}">{items}</div>')


def show_caution(texts: Texts) -> None:
    """The line of caution that stands on every page."""
    st.html(f'<p class="kh-caution" role="note">{texts("page.caution")}</p>')


def show_built(manifest: Manifest, texts: Texts) -> None:
    """When the articles were read, and how much was."""
    try:
        when = day_text(dt.datetime.fromisoformat(str(manifest["built_at"])).date(), texts.language)
    except (KeyError, ValueError):
        return
    articles, reports = (
        texts.count("state.articles", manifest["articles"]),
        texts.count("evidence.reports", manifest["reports"]),
    )
    st.html(f'<p class="kh-note">{texts("state.built", when=when, articles=articles, reports=reports)}</p>')
