"""Every format in, articles or named refusals out."""

import datetime as dt
import gzip
import io
import json
import os
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.articles import encoding, source
from pipeline.articles import read as reading
from pipeline.articles.read import Reject, count_files, read_paths
from pipeline.model import Article

TITLE, TEXT = "طائرة مسيرة قرب المطار", "سقطت طائرة مسيرة قرب المطار مساء الاثنين.\nولم تقع إصابات."
DAY = dt.date(2021, 9, 11)
ROW = {
    "title": TITLE,
    "text": TEXT,
    "published": "2021-09-11",
    "source": "Outlet",
    "url": "https://example.org/a",
}

PAGE = f"""<!DOCTYPE html><html lang="ar"><head><meta charset="utf-8"><title>{TITLE}</title>
<meta property="article:published_time" content="2021-09-11T20:00:00+03:00">
<meta property="og:site_name" content="Outlet"><link rel="canonical" href="https://example.org/a"></head>
<body><nav><a href="/">الرئيسية</a></nav><article><h1>{TITLE}</h1>
{"".join(f"<p>{TEXT} وقال شهود إن صوت الانفجار سمع في أحياء المدينة كلها، رقم {n}.</p>" for n in range(6))}
</article></body></html>"""
FEED = f"""<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Outlet</title>
<item><title>{TITLE}</title>
<link>https://example.org/a</link><pubDate>Sat, 11 Sep 2021 20:00:00 +0300</pubDate>
<description>&lt;p&gt;{TEXT}&lt;/p&gt;</description></item></channel></rss>"""
TELEGRAM = {
    "name": "Outlet",
    "type": "public_channel",
    "id": 77,
    "messages": [
        {"id": 1, "type": "service", "date": "2021-09-11T08:00:00", "action": "pin_message", "text": ""},
        {
            "id": 2,
            "type": "message",
            "date": "2021-09-11T20:00:00",
            "date_unixtime": "1631379600",
            "text": "",
        },
        {
            "id": 3,
            "type": "message",
            "date": "2021-09-11T20:00:00",
            "date_unixtime": "1631379600",
            "text": [{"type": "bold", "text": TEXT[:9]}, TEXT[9:]],
        },
    ],
}


def parquet() -> bytes:
    sink = io.BytesIO()
    table = pa.table(
        {"headline": [TITLE], "content": [TEXT], "date": [dt.datetime(2021, 9, 11, 20)], "other": [1]}
    )
    pq.write_table(table, sink)
    return sink.getvalue()


def warc() -> bytes:
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    sink = io.BytesIO()
    writer = WARCWriter(sink, gzip=True)
    for kind, body in (("text/html; charset=utf-8", PAGE), ("image/png", "…")):
        headers = StatusAndHeaders("200 OK", [("Content-Type", kind)], protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(
                "https://example.org/a", "response", io.BytesIO(body.encode()), http_headers=headers
            )
        )
    return sink.getvalue()


def zipped(members: dict[str, bytes]) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return sink.getvalue()


def tarred(members: dict[str, bytes]) -> bytes:
    sink = io.BytesIO()
    with tarfile.open(fileobj=sink, mode="w:gz") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return sink.getvalue()


JSONL = json.dumps(ROW, ensure_ascii=False).encode()
CSV = f'العنوان;النص;التاريخ\n"{TITLE}";"{TEXT}";2021-09-11\n'.encode()
TXT = f"{TITLE}\n\n{TEXT}".encode()

FORMATS: dict[str, bytes] = {
    "a.txt": TXT,
    "a.md": f'---\ntitle: "{TITLE}"\npublished: 2021-09-11\nsource: Outlet\n---\n\n{TEXT}'.encode(),
    "a.html": PAGE.encode(),
    "a.jsonl": JSONL + b"\n",
    "a.json": JSONL,
    "list.json": b"[" + JSONL + b"]",
    "wrapped.json": b'{"status": "ok", "articles": [' + JSONL + b"]}",
    "result.json": json.dumps(TELEGRAM, ensure_ascii=False).encode(),
    "a.csv": CSV,
    "a.tsv": CSV.replace(b";", b"\t"),
    "bom.csv": b"\xef\xbb\xbf" + CSV,
    "wide.csv": CSV.decode().encode("utf-16"),
    "old.csv": CSV.decode().encode("windows-1256"),
    "a.parquet": parquet(),
    "a.xml": FEED.encode(),
    "a.warc.gz": warc(),
    "a.zip": zipped({"sep/a.txt": TXT, "__MACOSX/._a.txt": b"\0", "sep/": b""}),
    "a.tar.gz": tarred({"./sep/a.jsonl": JSONL}),
    "a.jsonl.gz": gzip.compress(JSONL),
    "table.zip": zipped({"a.parquet": parquet()}),
}


def read(path: Path | str) -> list[Article | Reject]:
    return list(read_paths([str(path)]))


def only(found: list[Article | Reject]) -> Reject:
    assert len(found) == 1
    assert isinstance(found[0], Reject)
    return found[0]


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_gives_its_article(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(FORMATS[name])
    (found,) = read(tmp_path / name)
    assert isinstance(found, Article), found
    assert TEXT in found.text.replace("\r", "") or "html" in name or "warc" in name
    assert TEXT.split("\n")[0] in found.text
    assert found.language == "ar"
    assert name in found.path
    if "result" not in name:
        assert found.title == TITLE
    if not name.endswith((".txt", "a.zip")):
        assert found.published is not None
        assert (found.published.start, found.published.end, found.published_basis) == (DAY, DAY, "metadata")
        assert found.published_raw


HOURS = {
    "a.html": "2021-09-11T20:00:00+03:00",
    "a.xml": "2021-09-11T20:00:00+03:00",
    "a.warc.gz": "2021-09-11T20:00:00+03:00",
    "a.parquet": "2021-09-11T20:00:00",
    "result.json": "2021-09-11T20:00:00+03:00",  # the export's own zone, by the Unix time beside it
    "a.jsonl": None,
    "a.txt": None,
}


@pytest.mark.parametrize("name", HOURS)
def test_the_hour_that_metadata_states_is_kept(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(FORMATS[name])
    (found,) = read(tmp_path / name)
    assert isinstance(found, Article)
    assert found.published_time == HOURS[name]


# Made for this project: breaking news as feeds, channels and news services give it, a headline without a text.
HEADLINE = "عاجل: طائرة مسيرة تستهدف مطار أربيل الدولي"
HEADLINES: dict[str, str] = {
    "empty.jsonl": json.dumps({"title": HEADLINE, "text": "", "published": "2021-09-11"}),
    "null.jsonl": json.dumps({"title": HEADLINE, "text": None}),
    "missing.jsonl": json.dumps({"title": HEADLINE}),
    "api.json": json.dumps({"status": "ok", "articles": [{"headline": HEADLINE, "content": " \n"}]}),
    "a.csv": f"العنوان,التاريخ\n{HEADLINE},2021-09-11\n",
    "a.xml": f"<rss version='2.0'><channel><title>O</title><item><title>{HEADLINE}</title></item></channel></rss>",
    "a.md": f"---\ntitle: '{HEADLINE}'\n---\n",
}


@pytest.mark.parametrize("name", HEADLINES)
def test_a_headline_alone_is_an_article(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(HEADLINES[name], "utf-8")
    (found,) = read(tmp_path)
    assert isinstance(found, Article), found
    assert (found.title, found.text, found.language) == (HEADLINE, "", "ar")


def test_of_a_row_with_neither_the_mend_is_told(tmp_path: Path) -> None:
    rows = [{"title": HEADLINE, "text": ""}, {"title": " ", "text": "\n"}, {"title": "", "text": TEXT}]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    first, refused, last = read(tmp_path)
    assert isinstance(first, Article)
    assert isinstance(last, Article)
    assert isinstance(refused, Reject)
    assert (refused.offset, refused.reason) == (2, "the article has neither text nor title")
    assert "leave the article out" in refused.mend


def test_headlines_alone_are_said_aloud(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "a.csv").write_text("title,words_of_it\nT,W\n")
    with caplog.at_level("INFO", "pipeline.articles"):
        read(tmp_path / "a.csv")
    assert "headlines alone" in caplog.text
    assert "words_of_it" in caplog.text  # so that a person sees which column was meant


def test_front_matter_carries_the_marks_of_a_sample(tmp_path: Path) -> None:
    (tmp_path / "s.md").write_text(
        "---\ntitle: عنوان\nsample: true\nfacts_source: https://example.org/f\nid: s-1\nlanguage: ar\n---\n"
        f"{TEXT}\n"
    )
    (found,) = read(tmp_path)
    assert isinstance(found, Article)
    assert (found.article_id, found.sample, found.facts_source) == ("s-1", True, "https://example.org/f")
    assert found.text == f"{TEXT}\n"


def test_the_text_is_kept_as_received(tmp_path: Path) -> None:
    text = "قال:  «لا»\r\n\tثم\u200f صمت\u00a0.  "
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": text}) + "\n" + json.dumps({"text": "a \ud800 b"}))
    first, second = read(tmp_path)
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert first.text == text
    assert second.text == "a \ufffd b"  # a half character that no file can hold, one for one


def test_an_id_does_not_depend_on_the_path(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_bytes(TXT)
    first, second = read(tmp_path)
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert first.article_id == second.article_id


def test_guessed_columns_are_said_aloud(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "a.csv").write_text("headline,pub_date,body\nT,2021-09-11,words of it\n")
    with caplog.at_level("INFO", "pipeline.articles.fields"):
        (found,) = read(tmp_path / "a.csv")
    assert isinstance(found, Article)
    assert (found.title, found.text) == ("T", "words of it")
    assert "published from “pub_date”, text from “body”, title from “headline”" in caplog.text


def test_impossible_dates_are_dropped_and_kept_raw(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": "words", "published": "2999-01-01"}))
    (found,) = read(tmp_path)
    assert isinstance(found, Article)
    assert (found.published, found.published_basis, found.published_raw) == (None, "", "2999-01-01")


def test_only_web_addresses_become_links(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": "words", "url": "javascript:alert(1)"}))
    (found,) = read(tmp_path)
    assert isinstance(found, Article)
    assert found.url == ""


BAD: dict[str, tuple[bytes, str]] = {
    "empty.txt": (b"", "neither text nor title"),
    "blank.txt": (b" \n\n \n", "neither text nor title"),
    "blank.md": (b"---\ntitle: ' '\n---\n \n", "neither text nor title"),
    "blank.xml": (
        b"<rss version='2.0'><channel><item><link>https://e.org/a</link></item></channel></rss>",
        "neither",
    ),
    "yaml.md": (b"---\ntitle: [\n---\ntext", "front matter"),
    "binary.txt": (b"\0\1\2\3" * 500, "not text"),
    "empty.jsonl": (b"", "no article"),
    "empty.json": (b"", "no article"),
    "cut.json": (b'[{"text": "wor', "broken"),
    "deep.json": (b"[" * 100_000, "nested"),
    "nocolumn.json": (b'{"a": 1}', "no column holds the text or title"),
    "nocolumn.csv": (b"a,b\n1,2\n", "no column holds the text or title"),
    "empty.csv": (b"", "no column holds the text or title"),
    "no.parquet": (b"PAR1 no", "not a whole Parquet file"),
    "no.xml": (b"<html></html>", "not an RSS or Atom feed"),
    "no.html": (b"<html><body></body></html>", "no article"),
    "deep.html": (b"<div>" * 1_000_000, "more tags"),
    "no.zip": (b"PK no", "not a whole zip"),
    "no.tar.gz": (b"no", "damaged"),
    "cut.tar.gz": (tarred({"a.jsonl": os.urandom(100_000)})[:5000], "damaged"),
    "no.warc": (b"no warc at all", "damaged"),
    "cut.jsonl.gz": (gzip.compress(os.urandom(5000))[:3000], "damaged"),
    "secrets.pdf": (b"%PDF-", "not read"),
    "empty.zip": (zipped({}), "no article"),
    "up.zip": (zipped({"../../etc/cron.d/a.txt": TXT}), "outside the archive"),
    "root.tar.gz": (tarred({"/etc/a.txt": TXT}), "outside the archive"),
    "nest.zip": (zipped({"inner.zip": zipped({"a.txt": TXT})}), "archive inside an archive"),
    "quiet.json": (
        json.dumps({**TELEGRAM, "messages": TELEGRAM["messages"][:2]}).encode(),
        "none of its messages",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_named_with_its_reason_and_the_rest_is_read(name: str, tmp_path: Path) -> None:
    content, reason = BAD[name]
    (tmp_path / name).write_bytes(content)
    (tmp_path / "good.txt").write_bytes(TXT)
    found = read(tmp_path)
    assert sum(isinstance(each, Article) for each in found) == 1
    rejects = [each for each in found if isinstance(each, Reject)]
    assert any(reason in each.reason for each in rejects), rejects
    assert all(name in each.path and each.mend for each in rejects)


def test_a_bad_line_costs_only_itself(tmp_path: Path) -> None:
    lines = [
        JSONL,
        b"{broken",
        b"[1]",
        b'{"text": ""}',
        '{"text": "انفجار في كركوك"}'.encode("windows-1256"),
        JSONL,
    ]
    (tmp_path / "a.jsonl").write_bytes(b"\n".join(lines))
    found = read(tmp_path)
    assert [type(each).__name__ for each in found] == [
        "Article",
        "Reject",
        "Reject",
        "Reject",
        "Article",
        "Article",
    ]
    assert [each.offset for each in found if isinstance(each, Reject)] == [2, 3, 4]
    assert isinstance(found[4], Article)
    assert found[4].text == "انفجار في كركوك"


def test_paths_that_hold_nothing(tmp_path: Path) -> None:
    assert "empty" in only(read(tmp_path)).reason
    (tmp_path / "photo.png").write_bytes(b"\x89PNG")
    assert "1 .png" in only(read(tmp_path)).reason
    assert "no such file" in only(read(tmp_path / "gone.txt")).reason
    assert "nothing matches" in only(read(tmp_path / "*.txt")).reason
    assert "not the web" in only(read("https://example.org/a.jsonl")).reason
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    assert only(read(tmp_path / "loop")).mend


def test_a_pipe_in_a_folder_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    assert "not a regular file" in only(read(tmp_path)).reason


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(TXT)
    (tmp_path / "a.txt").chmod(0)
    assert "Permission" in only(read(tmp_path)).reason


def test_patterns_and_counts(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt", "c.md"):
        (tmp_path / name).write_bytes(TXT)
    assert len(read(f"{tmp_path}/*.txt")) == 2
    assert count_files([str(tmp_path)]) == 3
    (tmp_path / "d.jsonl").write_bytes(JSONL)
    assert count_files([str(tmp_path)]) is None


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_a_file_made_to_fill_a_disk_is_stopped(
    pack: Callable[[dict[str, bytes]], bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "_FREE_EXPANSION", 1 << 18)
    monkeypatch.setattr(source, "MAX_EXPANSION", 2)
    (tmp_path / f"bomb.{'zip' if pack is zipped else 'tar.gz'}").write_bytes(
        pack({"a.jsonl": b"\n" * 1_000_000})
    )
    assert any("unpacks to more" in each.reason for each in read(tmp_path) if isinstance(each, Reject))


@pytest.mark.parametrize("wide", [False, True])
def test_an_endless_line_costs_only_itself(
    wide: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encoding, "MAX_LINE", 300_000)
    content = JSONL.decode() + "\n" + '{"text": "' + "x" * 900_000 + "\n" + JSONL.decode() + "\n"
    (tmp_path / "a.jsonl").write_bytes(content.encode("utf-16" if wide else "utf-8"))
    found = read(tmp_path)
    assert [type(each).__name__ for each in found] == ["Article", "Reject", "Article"]


def test_endless_empty_lines_are_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoding, "MOST_EMPTY", 100)
    (tmp_path / "a.jsonl").write_bytes(JSONL + b"\n" * 90 + JSONL + b"\n" * 200 + JSONL)
    found = read(tmp_path)
    assert [type(each).__name__ for each in found] == ["Article", "Article", "Reject"]
    assert "lines in a row are empty" in only(found[2:]).reason


def test_many_rejects_of_one_file_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_REJECTS", 3)
    (tmp_path / "a.jsonl").write_bytes(b"{broken\n" * 8 + JSONL)
    (tmp_path / "b.jsonl").write_bytes(b"{broken\n" * 3 + JSONL)
    found = read(tmp_path)
    assert sum(isinstance(each, Article) for each in found) == 2
    rejects = [each for each in found if isinstance(each, Reject)]
    assert [each.offset for each in rejects] == [1, 2, 3, 8, 1, 2, 3]
    assert "5 more were refused" in rejects[3].reason


pieces = st.sampled_from([*FORMATS.values(), *(content[:2000] for content, _ in BAD.values())])


@pytest.mark.fuzz
@given(name=st.sampled_from(sorted(FORMATS)), start=pieces, junk=st.binary(max_size=60), data=st.data())
def test_no_bytes_under_any_name_raise(
    tmp_path_factory: pytest.TempPathFactory, name: str, start: bytes, junk: bytes, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(start)))
    path = tmp_path_factory.getbasetemp() / f"fuzz-{name}"
    path.write_bytes(start[:at] + junk + start[at + data.draw(st.integers(0, 20)) :])
    found = read(path)
    assert found
    for each in found:
        if isinstance(each, Article):
            each.text.encode()
            assert each.text.strip()
        else:
            assert each.reason
            assert each.mend
