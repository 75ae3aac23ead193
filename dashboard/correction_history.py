"""What was corrected on a record, told in words: each entry with who, when and why, the undone ones too."""

import datetime as dt
import html
from collections.abc import Sequence

from dashboard.rights import LOCAL_EDITOR
from dashboard.texts import Texts
from pipeline.corrections import Correction, holding
from share.dates import day_text, interval_text, number
from share.marking import plain, shortened

__all__ = ["change_text", "entry_html", "made_text", "undone_numbers", "who_text"]


def undone_numbers(entries: Sequence[Correction]) -> frozenset[int]:
    """The numbers of the entries that another undid."""
    held = {each.number for each in holding(entries)}
    return frozenset(each.number for each in entries if each.kind != "undo" and each.number not in held)


def change_text(entry: Correction, texts: Texts) -> str:
    """What an entry changed, as plain text: "Moved to Erbil (36.19, 44.01), Town"."""
    what = entry.what
    if entry.kind == "move":
        spot = number(", ".join(f"{what[each]:.4f}" for each in ("lat", "lon")), texts.language)
        own, other = (what.get("place_name_ar"), what.get("place_name_en"))[
            :: 1 if texts.language == "ar" else -1
        ]
        name = shortened(str(own or other or ""), 80)
        told = f"{name} ({spot})" if name else spot
        return texts("correct.did_move", what=told, precision=texts.of("precision", what["geo_precision"]))
    if entry.kind == "date":
        start, end = (dt.date.fromisoformat(what[each]) for each in ("start", "end"))
        return texts("correct.did_date", what=interval_text(start, end, None, texts.language))
    if entry.kind == "type":
        return texts(
            "correct.did_type", what=texts.joined([texts.of("type", each) for each in what["types"]])
        )
    if entry.kind == "undo":
        return texts("correct.did_undo", n=what["number"])
    return texts(f"correct.did_{entry.kind}")


def who_text(entry: Correction, texts: Texts, named: bool) -> str:
    """Who made an entry: an e-mail address, or in words the person at the machine itself.

    Where not `named`, an editor without an address: those who correct need not be known to every visitor.
    """
    if entry.who == LOCAL_EDITOR:
        return texts("correct.local")
    return shortened(entry.who, 80) if named else texts("correct.editor")


def made_text(entry: Correction, texts: Texts) -> str:
    """When an entry was made, in UTC, as the book has it where that is no time."""
    try:
        made = dt.datetime.fromisoformat(entry.made_at)
    except ValueError:
        return shortened(entry.made_at, 40)
    return f"{day_text(made.date(), texts.language)} {number(made.strftime('%H:%M'), texts.language)} UTC"


def entry_html(entry: Correction, undone: bool, texts: Texts, named: bool) -> str:
    """One entry as HTML; what people wrote is escaped and keeps its own direction. `named` as for `who_text`."""
    change, who, made = (
        html.escape(plain(each))
        for each in (change_text(entry, texts), who_text(entry, texts, named), made_text(entry, texts))
    )
    badge = f' <span class="kh-badge">{texts("correct.undone")}</span>' if undone else ""
    why = f'<p class="kh-why-text" dir="auto">{html.escape(plain(entry.why))}</p>' if entry.why else ""
    tag = "s" if undone else "b"
    return (
        f'<div class="kh-correction" dir="{texts.direction}"><p><{tag}><bdi>{change}</bdi></{tag}>{badge}</p>'
        f'<p class="kh-note">{number(entry.number, texts.language)} · <bdi>{who}</bdi> · <bdi>{made}</bdi></p>{why}</div>'
    )
