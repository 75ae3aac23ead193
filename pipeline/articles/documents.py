"""Files that are one article: plain text, Markdown with front matter, a web page."""

import logging
import re
from collections.abc import Iterator

from pipeline.articles.encoding import decode
from pipeline.articles.fields import WebFields, article_from
from pipeline.articles.source import MAX_TEXT, Refused, Source
from pipeline.model import Article

__all__ = ["page_fields", "page_text", "read_markdown", "read_page", "read_text"]

_TITLE_LENGTH = 400  # a longer first line is a paragraph
_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(.*?)(?:^|\n)---[ \t]*(?:\r?\n|$)", re.DOTALL)
_HEADING = re.compile(r"\s*#[ \t]+([^\r\n]+)(?:\r?\n|$)")
_HEAD = 500_000  # characters of a page within which its metadata stands
_TIME = r"(\d{4}-\d\d-\d\d[T ]\d\d:\d\d[\d:.]{0,12} ?(?:Z|[+-]\d\d:?\d\d)?)"
_MOMENTS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"<meta[^>]{{1,200}}published_time[\"'][^>]{{1,100}}content=[\"']{_TIME}[\"']",
        rf"<meta[^>]{{1,100}}content=[\"']{_TIME}[\"'][^>]{{1,100}}published_time[\"']",
        rf"[\"']datePublished[\"']\s{{0,9}}:\s{{0,9}}[\"']{_TIME}[\"']",
        rf"<time[^>]{{1,200}}datetime=[\"']{_TIME}[\"']",
    )
)
_MAX_NESTING = 2000  # of tags; a news page has about 40


def read_text(source: Source) -> Iterator[Article]:
    """A .txt file: the first line is the title, the rest the text."""
    title, text = _first_line(decode(source.read()))
    yield article_from({"title": title, "text": text}, source)


def _first_line(whole: str) -> tuple[str, str]:
    """Title and text; a file of one line, or with a paragraph for its first line, has no title."""
    head, _, rest = whole.lstrip("\r\n").partition("\n")
    if not rest.strip() or len(head) > _TITLE_LENGTH:
        return "", whole
    return head.strip(), rest.lstrip("\r\n")


def read_markdown(source: Source) -> Iterator[Article]:
    """A .md file: `title: …`, `published: …` and so on between two lines of ---, then the text."""
    whole = decode(source.read())
    match = _FRONT_MATTER.match(whole)
    fields: dict[str, object] = _front_matter(match[1]) if match else {}
    text = whole[match.end() :].lstrip("\r\n") if match else whole
    if not fields.get("title") and (heading := _HEADING.match(text)):
        fields["title"], text = heading[1], text[heading.end() :].lstrip("\r\n")
    yield article_from({**fields, "text": text}, source)


def _front_matter(text: str) -> dict[str, object]:
    import yaml

    try:
        # BaseLoader keeps every value as written, so that "2021-02-30" is a date to judge, not an error.
        found = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506
    except (yaml.YAMLError, RecursionError) as error:
        where = getattr(error, "problem_mark", None)
        line = where.line + 2 if where else 0
        raise Refused(
            "its front matter is not valid YAML", "put values with a colon in quotes", line
        ) from error
    if not isinstance(found, dict):
        raise Refused(
            "its front matter is not a list of `name: value` lines", "write one `name: value` a line"
        )
    return {str(name).casefold(): value for name, value in found.items() if isinstance(value, str)}


def read_page(source: Source) -> Iterator[Article]:
    """A web page as saved: its main text, title, date, site and address as trafilatura finds them."""
    yield article_from(page_fields(page_text(source.read())), source)


def page_text(content: bytes, charset: str = "") -> str:
    """The page decoded: as UTF-8, else as its <meta charset> or the server's `charset` says, else as it looks."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        declared = re.search(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w-]+)", content[:4096], re.IGNORECASE)
        said = declared[1].decode() if declared else charset
        try:
            return content.decode(said) if said else decode(content)
        except (LookupError, UnicodeDecodeError):
            return decode(content)


def page_fields(page: str, url: str = "") -> WebFields:
    """The article's fields in a page; Refused where it has no main text."""
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # its findings come back as rejects
    if len(re.findall(r"<[a-zA-Z]", page)) > 100_000 or _nesting(page) > _MAX_NESTING:
        raise Refused("the page has more tags than a page for people", "save it as plain text")
    found = trafilatura.bare_extraction(
        page,
        url=url or None,
        include_comments=False,
        include_tables=False,
        with_metadata=True,
        # Only a date that the page states: a date guessed from its words would pass for metadata.
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    if found is None or isinstance(found, dict) or not (found.text or "").strip():
        raise Refused("no article was found on the page", "save its text as .txt")
    if len(found.text or "") > MAX_TEXT:
        raise Refused("the page's text is too long for one article", "split it")
    return {
        "title": found.title or "",
        "text": found.text or "",
        "published": _moment_on(page, found.date or "") or found.date,
        "source": found.sitename or found.hostname or "",
        "url": found.url or url,
        "language": (re.search(r"<html[^>]{0,300}\blang\s*=\s*[\"']?([\w-]+)", page[:5000]) or ["", ""])[1],
    }


def _moment_on(page: str, day: str) -> str:
    """The moment on `day` that the page's metadata states, as written; "" where it states the day alone.

    trafilatura finds the day of publication, and leaves out its hour.
    """
    for pattern in _MOMENTS:
        for match in pattern.finditer(page[:_HEAD]):
            if day and match[1].startswith(day):
                return match[1]
    return ""


def _nesting(text: str) -> int:
    """A bound on the depth of <div> and <span>, the tags that pages are nested by."""
    depth = deepest = 0
    for match in re.finditer(r"<(/?)(?:div|span|section|b|i|p|ul|li|table|tr|td|font)\b", text):
        depth = max(0, depth - 1) if match[1] else depth + 1
        deepest = max(deepest, depth)
    return deepest
