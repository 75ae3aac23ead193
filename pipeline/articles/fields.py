"""From a row of somebody's table to an Article: which column is what, and what an article must have."""

import logging
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypedDict
from urllib.parse import urlsplit

from pipeline.articles.source import MAX_TEXT, Refused, Source
from pipeline.articles.stated_date import published_from_text, published_from_url, time_from_text
from pipeline.model import Article, DateInterval

__all__ = ["Columns", "WebFields", "article_from", "columns_of"]

log = logging.getLogger("pipeline.articles.fields")

# The names that archives use, most telling first; the first of each line is Kharita's own.
_NAMES: dict[str, tuple[str, ...]] = {
    "text": (
        "text", "full_text", "fulltext", "article_text", "maintext", "main_text", "plain_text", "content",
        "article_content", "content_text", "body", "article_body", "articlebody", "article", "story",
        "raw_text", "message", "description", "النص", "نص", "نص_الخبر", "نص_المقال", "المحتوى", "المقال",
        "الخبر", "التفاصيل",
    ),
    "title": (
        "title", "headline", "head_line", "article_title", "heading", "subject", "العنوان", "عنوان",
        "عنوان_الخبر", "عنوان_المقال",
    ),
    "published": (
        "published", "published_at", "publishedat", "date_published", "datepublished", "publish_date",
        "publication_date", "publication_datetime", "pub_date", "pubdate", "published_date", "date_publish",
        "date", "datetime", "created_at", "timestamp", "time", "التاريخ", "تاريخ", "تاريخ_النشر",
    ),
    "id": ("id", "article_id", "articleid", "guid", "uuid", "doc_id", "المعرف", "الرقم"),
    "url": (
        "url", "link", "article_url", "source_url", "web_url", "permalink", "href", "uri", "الرابط", "رابط",
    ),
    "source": (
        "source", "source_name", "outlet", "publisher", "publication", "newspaper", "site", "sitename",
        "site_name", "website", "source_domain", "domain", "channel",
        "المصدر", "الصحيفة", "الموقع", "الوكالة", "القناة",
    ),
    "language": ("language", "lang", "language_code", "اللغة", "لغة"),
    "sample": ("sample",),
    "facts_source": ("facts_source",),
}  # fmt: skip
_WHAT = {name: what for what, names in _NAMES.items() for name in names}
_LANGUAGES = {"arabic": "ar", "عربي": "ar", "العربية": "ar", "ara": "ar", "english": "en", "eng": "en"}
_ARABIC = re.compile(r"[\u0621-\u064a]")
_LATIN = re.compile(r"[A-Za-z]")


class WebFields(TypedDict):
    """An article's fields as a page or the entry of a feed states them."""

    title: str
    text: str
    published: str | None
    url: str
    source: str
    language: str


@dataclass(frozen=True, slots=True)
class Columns:
    """Which key of a row holds which field of an article."""

    keys: Mapping[str, str]

    def fields(self, row: Mapping[str, object]) -> dict[str, object]:
        """The row's values by the article's field names."""
        return {what: row.get(key) for what, key in self.keys.items()}


def columns_of(names: Iterable[str], source: Source, *, aloud: bool = True) -> Columns:
    """The columns of a table by their names; says what it guessed. Refused where none can hold text or title."""
    given = [name for name in names if isinstance(name, str)]
    best: dict[str, tuple[int, str]] = {}
    for name in given:
        plain = re.sub(r"[\s\-.]+", "_", name.strip().strip("\ufeff").casefold())
        if (what := _WHAT.get(plain)) is not None:
            rank = (_NAMES[what].index(plain), name)
            best[what] = min(best.get(what, rank), rank)
    listed = ", ".join(given[:12]) or "none"
    if not {"text", "title"} & best.keys():
        raise Refused(
            f"no column holds the text or title of the articles (columns: {listed})",
            "name that column `text`",
        )
    if aloud and "text" not in best:
        log.info(
            "%s: reading headlines alone, for no column holds a text (columns: %s); if one does, name it `text`",
            source.name,
            listed,
        )
    keys = {what: name for what, (_, name) in best.items()}
    if aloud and (guessed := {what: name for what, name in keys.items() if what != name}):
        said = ", ".join(f"{what} from “{name}”" for what, name in sorted(guessed.items()))
        log.info("%s: reading %s", source.name, said)
    return Columns(keys)


def article_from(fields: Mapping[str, object], source: Source) -> Article:
    """The Article of one row's `fields`; Refused where it has neither text nor title, or too much.

    The text stays as decoded, carriage returns included, because evidence is offsets into it. Only lone
    surrogates, which no file can hold, become U+FFFD, one for one.
    """
    text, title = _text(fields.get("text")), _line(fields.get("title"))
    if not text.strip():
        text = ""
        if not title:
            raise Refused(
                "the article has neither text nor title", "fill in one of them or leave the article out"
            )
    if len(text) > MAX_TEXT:
        raise Refused(f"the text has {len(text):,} characters, too many for one article", "split it")
    url = _url(fields.get("url"))
    published, basis, raw = _published(fields.get("published"), url)
    day = published.start if published and published.is_day and basis == "metadata" else None
    return Article(
        article_id=_line(fields.get("id"))[:200] or Article.make_id(title, text),
        title=title,
        text=text,
        language=_language(_line(fields.get("language")), text or title),
        source=_line(fields.get("source"))[:200],
        url=url,
        published=published,
        published_basis=basis,
        published_raw=raw,
        published_time=time_from_text(fields.get("published"), day) if day else None,
        sample=_line(fields.get("sample")).casefold() in ("true", "yes", "1"),
        facts_source=_line(fields.get("facts_source")),
        path=source.name,
    )


def _text(value: object) -> str:
    if isinstance(value, list):  # paragraphs
        value = "\n".join(each for each in value if isinstance(each, str))
    if not isinstance(value, str):
        return ""
    return value if value.isascii() else re.sub("[\ud800-\udfff]", "\ufffd", value)


def _line(value: object) -> str:
    """A short value on one line; of a nested object its name, as news services write a source."""
    if isinstance(value, Mapping):
        value = value.get("name") or value.get("title") or value.get("id")
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # a table with gaps turns its whole numbers into floats
    if value is None or (isinstance(value, float) and value != value):
        return ""
    return " ".join(_text(str(value)[:2000]).split()) if isinstance(value, str | int | float) else ""


def _url(value: object) -> str:
    """The address if it is one of the web's; "javascript:" and the like must never become a link."""
    url = _line(value)
    try:
        return url if urlsplit(url).scheme in ("http", "https") else ""
    except ValueError:
        return ""


def _published(value: object, url: str) -> tuple[DateInterval | None, str, str]:
    raw = _line(str(value)) if value is not None else ""
    if found := published_from_text(value):
        return found, "metadata", raw
    if not raw and (found := published_from_url(url)):
        return found, "url", url
    return None, "", raw


def _language(given: str, text: str) -> str:
    """Two letters: the given language, else that of the script that most of the text is in."""
    lower = given.casefold()
    if lower:
        return _LANGUAGES.get(lower, re.split(r"[-_]", lower)[0][:8])
    head = text[:5000]
    arabic, latin = len(_ARABIC.findall(head)), len(_LATIN.findall(head))
    if not arabic and not latin:
        return ""
    return "ar" if arabic >= latin else "en"
