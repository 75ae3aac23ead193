"""The reports that a record rests on: their sentences, the articles they stand in, and the why of each field."""

import html
import json
from collections.abc import Mapping, Sequence

from dashboard.outlets import alignment_text
from dashboard.texts import Texts
from evidence.wording import TABLE_OF, sentence_of
from pipeline.model import evidence_text
from pipeline.rows import NO_ARTICLE, ArticleRow, RecordRow, ReportRow
from pipeline.store import Store
from share.dates import interval_text
from share.marking import MARKS, marked_sentence, plain, safe_url, shortened

__all__ = ["load_mentions", "load_reports", "report_html", "why_html"]

_MOST_REPORTS = 30
_MOST_COPIES = 8
_HOLE = "\0"  # where the words of a fact go in its sentence
Told = tuple[ReportRow, ArticleRow]


def load_reports(store: Store, record: RecordRow) -> list[Told]:
    """The reports of a record, each with its article, as the store keeps them; at most thirty."""
    return _with_articles(store, record["report_ids"][:_MOST_REPORTS])


def load_mentions(store: Store, record: RecordRow) -> list[Told]:
    """The reports of several attacks that count this one among them, each with its article; at most thirty."""
    return _with_articles(store, list(record["mention_ids"] or [])[:_MOST_REPORTS])


def _with_articles(store: Store, report_ids: list[str]) -> list[Told]:
    reports = store.rows("reports", "report_id", report_ids)
    articles = store.rows("articles", "article_id", [each["article_id"] for each in reports])
    by_id = {each["article_id"]: each for each in articles}
    return [(each, by_id.get(each["article_id"], NO_ARTICLE)) for each in reports]


def report_html(
    report: ReportRow, article: ArticleRow, texts: Texts, copies: Sequence[ArticleRow] = ()
) -> str:
    """One report: its sentence with the words marked, the article it stands in, and who printed that once more."""
    quote = report["quote"] or ""
    told = _told_in(report, article)
    start, end = (report["sentence_start"], report["sentence_end"]) if told else (0, len(quote))
    names = {kind: texts(f"mark.{kind}") for kind in set(MARKS.values())}
    sentence = marked_sentence(told or quote, start or 0, end or 0, _evidence(report), names) or html.escape(
        plain(quote)
    )
    headline = report["evidence_in"] == "title"
    title = texts("evidence.from_headline") if headline else shortened(article.get("title") or "", 200)
    return (
        f'<article class="kh-report"><blockquote dir="auto">{sentence}</blockquote>'
        f'<p class="kh-title" dir="auto"><bdi>{_text(title)}</bdi></p>'
        f'<p class="kh-source" dir="{texts.direction}">{_source(report, article, texts)}</p>'
        f"{_printed(copies, texts)}</article>"
    )


def _printed(copies: Sequence[ArticleRow], texts: Texts) -> str:
    """The outlets that printed the article once more, each with its day, linked where it has an address."""
    if not copies:
        return ""
    parts = []
    for each in copies[:_MOST_COPIES]:
        when = interval_text(
            each["published_start"], each["published_end"], each["published_weekday"], texts.language
        )
        named = f"<bdi>{_text(shortened(each['source'] or '—', 60))}</bdi> ({_text(when)})"
        url = safe_url(each["url"])
        link = f'<a href="{url}" target="_blank" rel="noopener noreferrer nofollow">{named} ↗</a>'
        parts.append(link if url else f"<span>{named}</span>")
    more = len(copies) - len(parts)
    parts += [_text(texts("evidence.printed_more", n=more))] if more else []
    listed = '<span class="kh-dot">·</span>'.join(parts)
    return f'<p class="kh-source" dir="{texts.direction}">{_text(texts("evidence.printed"))} {listed}</p>'


def _source(report: ReportRow, article: ArticleRow, texts: Texts) -> str:
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


def published_text(article: ArticleRow, texts: Texts) -> str:
    """When an article was published, as surely as that is known."""
    start, end = article.get("published_start"), article.get("published_end")
    if start is None and end is None:
        return texts("evidence.no_date")
    when = interval_text(start, end, article.get("published_weekday"), texts.language)
    said = f"{texts('evidence.published')} {when}"
    return f"{said} ({texts('evidence.inferred')})" if article.get("published_basis") == "inferred" else said


def why_html(report: ReportRow, article: ArticleRow, texts: Texts) -> str:
    """A table of each field's words, and a sentence for each fact that decided the field, its words marked."""
    told, evidence = _told_in(report, article), _evidence(report)
    reasons = _mapping(report["reason"])
    rows = []
    for field in dict.fromkeys([*reasons, *(each for each in evidence if ":" not in each)]):
        whys = reasons.get(field)
        facts = [each for each in whys if isinstance(each, str)] if isinstance(whys, list) else []
        sentences = dict.fromkeys(_why(field, fact, told, evidence, texts) for fact in facts)
        rows.append(
            f"<tr><th>{_text(texts.of('field', field))}</th>"
            f"<td dir='auto'>{_text(_words(told, evidence.get(field)))}</td>"
            f"<td dir='{texts.direction}'>{'<br>'.join(sentences)}</td></tr>"
        )
    heads = "".join(f"<th>{_text(texts(f'evidence.{name}'))}</th>" for name in ("field", "words", "because"))
    body = f"<thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody>"
    return f'<table class="kh-why" dir="{texts.direction}">{body}</table>'


def _why(field: str, fact: str, told: str, evidence: Mapping[str, tuple[int, int]], texts: Texts) -> str:
    """The HTML of the sentence of a fact that decided a field."""
    words = _words(told, evidence.get(f"{field}:{fact}", evidence.get(field)))
    sentence = sentence_of(fact, texts.language, _HOLE if words else "", TABLE_OF.get(field, "any"))
    kind = MARKS.get(field, "other")
    mark = f'<mark class="kh-{kind}"><bdi>{_text(words)}</bdi></mark>'
    return html.escape(sentence, quote=True).replace(_HOLE, mark)


def _words(told: str, span: tuple[int, int] | None) -> str:
    """The words of a span, on one line; "" where they are not at hand."""
    return shortened(told[max(0, span[0]) : span[1]], 80) if span and told else ""


def _told_in(report: ReportRow, article: ArticleRow) -> str:
    """The text that the report's spans count the characters of; "" where the article is not at hand."""
    return evidence_text(report["evidence_in"], article.get("title"), article.get("text"))


def _evidence(report: ReportRow) -> dict[str, tuple[int, int]]:
    """The evidence spans that are pairs of whole numbers; anything else in the store's text is left out."""
    found = {}
    for field, span in _mapping(report["evidence"]).items():
        if isinstance(span, list) and len(span) == 2 and all(isinstance(each, int) for each in span):
            found[field] = (span[0], span[1])
    return found


def _mapping(text: str | None) -> dict[str, object]:
    try:
        found: object = json.loads(text or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _text(text: str) -> str:
    return html.escape(plain(text), quote=True)
