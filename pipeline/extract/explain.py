"""Explaining an article: every report with the words and rules it came from, every refusal with its reason."""

import html
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from language.identify import NAMES
from pipeline.articles.read import read_paths
from pipeline.articles.source import Reject
from pipeline.extract.events import ACCEPTED, Decision
from pipeline.extract.reading import Reading, read_article
from pipeline.knowledge.load import load_knowledge
from pipeline.model import Report, evidence_text
from pipeline.paths import ROOT

__all__ = ["explain_html", "explain_paths", "explain_text"]

SHOWN = ("kind", "attack_types", "outcome", "place_name", "place_name_en", "lat", "lon", "geo_precision", "actor", "actor_status",
         "target", "weapon", "weapon_count", "killed", "injured", "confidence")  # fmt: skip
MARKS = {"place": "#cfe8ff", "date": "#e4dcff", "type": "#ffe0c2", "actor": "#d8f3d0", "weapon": "#fff3b0", "killed": "#ffd6d6",
         "injured": "#ffd6d6"}  # fmt: skip
PAGE = """<!doctype html><html><head><meta charset="utf-8"><title>{title}</title><style>
body{{font:16px/1.6 system-ui,"Noto Sans Arabic",sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem}}
section{{border:1px solid #ccc;border-radius:8px;padding:1rem;margin:1rem 0}} mark{{border-radius:3px;padding:0 2px}}
table{{border-collapse:collapse;font-size:14px}} td{{padding:2px 10px 2px 0;vertical-align:top}} .no{{color:#777}}
</style></head><body>{body}<p class="no">Reported by media; not verified by Kharita; not for targeting, navigation or legal proof.</p>
</body></html>"""  # fmt: skip


def explain_paths(paths: Sequence[str], page: Path | None = None) -> int:
    """Explains each article that `paths` hold, on standard output or as the HTML file `page`.

    Returns 0, or 1 where something could not be read.
    """
    knowledge = load_knowledge(ROOT)
    refused = 0
    readings: list[Reading] = []
    for each in read_paths(paths):
        if isinstance(each, Reject):
            refused += 1
            print(f"refused: {each.path}: {each.reason}; {each.mend}", file=sys.stderr)
        else:
            readings.append(read_article(each, knowledge))
    if page is not None:
        body = "".join(explain_html(reading) for reading in readings)
        page.write_text(PAGE.format(title="Kharita explains", body=body), encoding="utf-8")
        print(f"{len(readings)} articles explained in {page}", file=sys.stderr)
    else:
        for reading in readings:
            print(explain_text(reading))
    return 1 if refused else 0


def published_line(reading: Reading) -> str:
    """When the article was published, as far as it is known, and how that is known."""
    published = reading.article.published
    if published is None or published.start is None:
        return "publication date unknown"
    when = str(published.start) if published.is_day else f"between {published.start} and {published.end}"
    if published.weekday is not None:
        when = f"a {DAY_NAMES[published.weekday]} {when}"
    return f"published {when} ({reading.article.published_basis})"


DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def explain_text(reading: Reading) -> str:
    """The explanation of one article as plain text."""
    lines = [f"{reading.article.title}", f"  {published_line(reading)}; {len(reading.reports)} reports", ""]
    for number, report in enumerate(reading.reports, 1):
        lines.append(
            f"report {number}: {report.kind}, {', '.join(report.attack_types)}, {report.place_name} ({report.place_name_en})"
        )
        lines.append(
            f"  date: {report.date.start} to {report.date.end} ({report.date.precision}, {report.date.basis})"
        )
        lines.append(f"  sentence: {report.quote}")
        for field, rules in sorted(report.reason.items()):
            span = report.evidence.get(field)
            words = f' "{told_in(report, reading)[span[0] : span[1]]}"' if span else ""
            lines.append(f"  {field}:{words} by {', '.join(rules)}")
        for key in SHOWN[7:]:
            value = getattr(report, key)
            if value not in (None, "unknown"):
                lines.append(f"  {key} = {value}")
        lines.append("")
    lines.append("not reported:")
    lines += [f"  {line}" for line in refusals(reading)] or ["  nothing"]
    return "\n".join(lines) + "\n"


def told_in(report: Report, reading: Reading) -> str:
    """The text that the report's spans count the characters of."""
    return evidence_text(report.evidence_in, reading.article.title, reading.article.text)


def refusals(reading: Reading) -> list[str]:
    """One line for each candidate that tells no attack, with all that speaks for and against; then the names."""
    if reading.not_read:
        return [f"not read: {NAMES[reading.not_read]} (only Arabic and English are read)"]
    if reading.annotated is None:
        return ["the text holds no word of violence"]
    tokens = reading.annotated.tokens
    lines = [
        refusal_line(decision, reading) for decision in reading.decisions if decision.probability < ACCEPTED
    ]
    for marked in reading.annotated.sentences:
        for toponym in marked.toponyms:
            words, number = (
                tokens.span(toponym.first, toponym.last).of(tokens.original),
                marked.sentence.number + 1,
            )
            if toponym.place is None:
                lines.append(f'"{words}": {toponym.reason} (sentence {number})')
            elif not marked.triggers:
                lines.append(f'"{words}": no attack word in its sentence (sentence {number})')
        for name in marked.names:
            words = tokens.span(name.first, name.last).of(tokens.original)
            lines.append(
                f'"{words}": a name, not a place: {name.entry.row} (sentence {marked.sentence.number + 1})'
            )
    return lines


def refusal_line(decision: Decision, reading: Reading) -> str:
    """What was decided of a trigger and a place, how likely it is, and each fact with its weight."""
    assert reading.annotated is not None
    tokens = reading.annotated.tokens
    place = tokens.span(decision.first, decision.last).of(tokens.original)
    word = tokens.span(*decision.trigger).of(tokens.original)
    facts = ", ".join(f"{each.fact} {each.weight:+.2f}" for each in decision.findings)
    told = (
        f'"{word}" at "{place}"'
        if decision.trigger != (decision.first, decision.last)
        else f'"{word}" without a place'
    )
    return f"{told}: {decision.probability:.2f} (sentence {decision.sentence + 1}): {facts}"


def explain_html(reading: Reading) -> str:
    """The explanation of one article as a fragment of HTML, everything in it escaped."""
    escape = html.escape
    parts = [f'<h1 dir="auto">{escape(reading.article.title)}</h1><p>{escape(published_line(reading))}</p>']
    for report in reading.reports:
        rows = "".join(
            f"<tr><td>{escape(key)}</td><td dir='auto'>{escape(str(value))}</td><td class='no'>{escape(', '.join(report.reason.get(key, [])))}</td></tr>"
            for key, value in shown_fields(report).items()
        )
        parts.append(
            f'<section><p dir="auto">{marked_sentence(told_in(report, reading), report)}</p><table>{rows}</table></section>'
        )
    refused = "".join(f'<li dir="auto">{escape(line)}</li>' for line in refusals(reading))
    parts.append(f'<section><h2>Not reported</h2><ul class="no">{refused}</ul></section>')
    return "".join(parts)


def shown_fields(report: Report) -> dict[str, object]:
    """The fields of a report that are worth a line, in order."""
    fields = asdict(report)
    shown = {key: fields[key] for key in SHOWN if fields[key] not in (None, "unknown", ())}
    shown["date"] = f"{report.date.start} to {report.date.end} ({report.date.precision})"
    return shown


def marked_sentence(text: str, report: Report) -> str:
    """The evidence sentence with the words of each field marked."""
    spans = sorted(
        (start, end, field)
        for field, (start, end) in report.evidence.items()
        if field in MARKS and start >= report.sentence.start
    )
    parts, at = [], report.sentence.start
    for start, end, field in spans:
        if start < at or end > report.sentence.end:
            continue
        parts.append(html.escape(text[at:start]))
        parts.append(
            f'<mark style="background:{MARKS[field]}" title="{field}">{html.escape(text[start:end])}</mark>'
        )
        at = end
    parts.append(html.escape(text[at : report.sentence.end]))
    return "".join(parts)
