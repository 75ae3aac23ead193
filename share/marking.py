"""A quoted sentence with the words for place, date, type, actor and toll marked, safe to put into a page."""

import html
import re
from collections.abc import Mapping

__all__ = ["MARKS", "marked_sentence", "plain", "safe_url", "shortened"]

# Which mark the words behind a field get; later ones lose where spans overlap.
MARKS = {
    "place": "place",
    "date": "date",
    "type": "type",
    "weapon": "type",
    "weapon_count": "type",
    "actor": "actor",
    "actor2": "actor",
    "killed": "toll",
    "injured": "toll",
    "toll_note": "toll",
    "target": "other",
    "outcome": "other",
    "event_count": "other",
}
# Marks that turn or embed text would let a title rewrite the page around it; joiners within words stay.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
LONGEST_SENTENCE = 1500


def plain(text: str) -> str:
    """`text` without the characters that control a terminal or turn the direction of what follows."""
    return _CONTROL.sub("\ufffd", _TURNING.sub("", text))


def shortened(text: str, longest: int = 220) -> str:
    """`text` on one line, cut with an ellipsis where it is longer than `longest` characters."""
    line = " ".join(plain(text[: longest * 4]).split())
    return line if len(line) <= longest else f"{line[:longest].rstrip()}…"


def safe_url(url: str | None) -> str:
    """`url` as an attribute's value when it is http or https with a host, else ""."""
    if not url or len(url) > 2000 or not re.fullmatch(r"https?://[^\s\"'<>`\\]+", url, re.IGNORECASE):
        return ""
    return html.escape(url, quote=True)


def marked_sentence(
    text: str, start: int, end: int, evidence: Mapping[str, tuple[int, int]], names: Mapping[str, str]
) -> str:
    """The HTML of `text[start:end]` with the spans of `evidence` marked; `names` titles each kind of mark.

    Spans are offsets into `text`. What lies outside the sentence, overlaps an earlier span or belongs to a
    field that is not marked is left out.
    """
    start, end = max(0, start), min(len(text), end)
    cut = end - start > LONGEST_SENTENCE
    end = min(end, start + LONGEST_SENTENCE)
    pieces, at = [], start
    for (first, last), field in _spans(evidence, start, end):
        if first < at:
            continue
        kind = MARKS[field]
        pieces.append(html.escape(plain(text[at:first])))
        title = html.escape(names.get(kind, kind), quote=True)
        pieces.append(
            f'<mark class="kh-{kind}" title="{title}">{html.escape(plain(text[first:last]))}</mark>'
        )
        at = last
    pieces.append(html.escape(plain(text[at:end])))
    return "".join(pieces).strip() + ("…" if cut else "")


def _spans(
    evidence: Mapping[str, tuple[int, int]], start: int, end: int
) -> list[tuple[tuple[int, int], str]]:
    """The spans within the sentence in reading order; of equal ones the field that MARKS names first."""
    order = {field: index for index, field in enumerate(MARKS)}
    inside = [
        ((int(span[0]), int(span[1])), field)
        for field, span in evidence.items()
        if field in MARKS and start <= span[0] < span[1] <= end
    ]
    return sorted(inside, key=lambda each: (each[0][0], -each[0][1], order[each[1]]))
