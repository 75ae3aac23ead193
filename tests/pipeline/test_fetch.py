"""`fetch` against a server on loopback that misbehaves: each way is named with its mend, and the rest goes on."""

import itertools
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import tracemalloc
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.__main__ import main
from pipeline.articles.read import read_paths
from pipeline.fetch.feed_list import Feed, FeedList, Limits
from pipeline.fetch.folder import FetchedError, FetchedFolder
from pipeline.fetch.round import Round, fetch_round
from pipeline.model import Article
from tests.pipeline import misbehaving as bad
from tests.pipeline.misbehaving import TEXT, Behaviour, Clock, gives, item, leads, page, rss, serving, status

ROOT = Path(__file__).parents[2]
LIMITS = Limits(
    delay=0.0, connect_timeout=2.0, read_timeout=0.4, total_timeout=0.8, tries=2, feed_bytes=100_000,
    page_bytes=100_000, host_minutes=5.0,
)  # fmt: skip
AGENT = "Kharita (+desk@kharita.test)"


@dataclass
class Desk:
    """A server, a folder, a clock; and rounds over feeds of the server."""

    address: str
    does: Behaviour
    out: Path
    clock: Clock
    said: list[str]

    def round(self, *paths: str, limits: Limits = LIMITS, articles: bool = False, **how: Any) -> Round:
        feeds = tuple(
            Feed(each if "://" in each else self.address + each, f"Outlet {number}", articles=articles)
            for number, each in enumerate(paths, 1)
        )
        asked = FeedList(feeds, AGENT, limits, allow_private=how.pop("allow_private", True))
        return fetch_round(asked, self.out, self.said.append, clock=self.clock, wait=self.clock.wait, **how)

    def lines(self) -> list[dict[str, Any]]:
        return [
            json.loads(line)
            for path in sorted(self.out.glob("*/*.jsonl"))
            for line in path.read_text("utf-8").splitlines()
        ]

    def articles(self) -> list[Article]:
        found = list(read_paths([str(self.out)]))
        assert all(isinstance(each, Article) for each in found)
        return [each for each in found if isinstance(each, Article)]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    clock = Clock()
    does = Behaviour({"/good": gives(rss(item(1), item(2)))}, clock=clock)
    with serving(does) as address:
        yield Desk(address, does, tmp_path / "fetched", clock, [])


def test_build_reads_what_was_fetched_with_title_date_address_source_and_language(desk: Desk) -> None:
    found = desk.round("/good")
    assert (found.articles, found.troubles) == (2, [])
    first = desk.articles()[0]
    assert (first.title, first.text) == ("خبر 1", f"{TEXT} 1")
    assert (first.source, first.language, first.url) == ("Outlet 1", "ar", f"{desk.address}/a/1")
    assert first.published is not None
    assert str(first.published.start) == "2021-09-11"
    assert first.published_basis == "metadata"


def test_the_answer_is_kept_with_headers_and_time_and_is_no_article_of_the_folder(desk: Desk) -> None:
    from warcio.archiveiterator import ArchiveIterator

    desk.does.paths["/a/1"] = desk.does.paths["/a/2"] = gives(page(1), "text/html", Content_Language="ar")
    desk.round("/good", articles=True)
    assert len(desk.articles()) == 2
    kept = next((desk.out / ".raw").glob("*.warc.gz"))
    with kept.open("rb") as stream:
        records = [
            (
                each.rec_headers["WARC-Target-URI"],
                each.rec_headers["WARC-Date"],
                each.http_headers,
                each.raw_stream.read(),
            )
            for each in ArchiveIterator(stream)
        ]
    assert [each[0] for each in records] == [desk.address + path for path in ("/good", "/a/1", "/a/2")]
    assert records[0][1].endswith("Z")
    assert records[1][2]["Content-Language"] == "ar"
    assert records[1][3].decode() == page(1)
    assert len(list(read_paths([str(kept)]))) == 2


def test_an_entry_is_an_article_once_over_runs_feeds_and_days(desk: Desk) -> None:
    guids = rss(
        item(1, "/a/1?utm_source=x#top", guid="g1"), item(3, "/a/3", guid="g3"), item(3, "/a/3b", guid="g3")
    )
    desk.does.paths["/again"] = gives(guids)
    assert desk.round("/good").articles == 2
    assert desk.round("/good").articles == 0
    assert desk.round("/good", "/again").articles == 1
    desk.clock.now += 90_000
    assert desk.round("/good", "/again").articles == 0
    assert sorted(each.title for each in desk.articles()) == ["خبر 1", "خبر 2", "خبر 3"]


def test_entries_that_all_link_to_the_front_page_are_told_apart(desk: Desk) -> None:
    desk.does.paths["/front"] = gives(
        rss(item(1, "/", guid="a"), item(2, "/", guid="b"), item(3, "/"), item(4, "/"))
    )
    assert desk.round("/front").articles == 4
    assert desk.round("/front").articles == 0


def test_headlines_alone_are_read_too(desk: Desk) -> None:
    desk.does.paths["/heads"] = gives(
        rss("<item><title>قصف في ديالى</title><link>/x</link></item><item></item>")
    )
    desk.round("/heads")
    assert [(each.title, each.text) for each in desk.articles()] == [("قصف في ديالى", "")]


def test_the_server_is_told_who_asks_and_what_is_known(desk: Desk) -> None:
    desk.does.paths["/feed"] = bad.conditional(rss(item(1)), '"v1"')
    desk.round("/feed")
    found = desk.round("/feed")
    assert (found.articles, found.troubles, found.reached) == (0, [], 1)
    first, second = (headers for path, headers, _ in desk.does.asked if path == "/feed")
    assert first["User-Agent"] == AGENT
    assert "If-None-Match" not in first
    assert second["If-None-Match"] == '"v1"'
    assert second["If-Modified-Since"] == "Sat, 11 Sep 2021 17:00:00 GMT"


def wrong_charset(declared: str, actual: str, media: str = "text/xml") -> bad.Do:
    head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    return gives(rss(item(1), head=head).encode(actual), media)


@pytest.mark.parametrize(
    "answer",
    [
        wrong_charset("utf-8", "windows-1256"),
        wrong_charset("windows-1256", "windows-1256"),
        wrong_charset("", "windows-1256"),
        wrong_charset("iso-8859-1", "utf-8"),
        wrong_charset("windows-1252", "windows-1256"),
        wrong_charset("", "windows-1256", "text/xml; charset=windows-1256"),
        wrong_charset("", "utf-8", "text/xml; charset=iso-8859-1"),
        wrong_charset("klingon", "utf-8"),
        wrong_charset("utf-16", "utf-16"),
        gives(rss(item(1)), "text/html"),
        gives(rss(item(1)), ""),
    ],
)  # fmt: skip
def test_a_feed_whose_charset_or_type_is_said_wrongly_is_read_all_the_same(
    desk: Desk, answer: bad.Do
) -> None:
    desk.does.paths["/feed"] = answer
    assert desk.round("/feed").troubles == []
    assert desk.articles()[0].text == f"{TEXT} 1"


PAGE_WITH_FEED = '<html><head><link rel="alternate" type="application/rss+xml" href="/rss.xml"></head><body>x</body></html>'
MISBEHAVIOUR: list[tuple[str, Any, str, str]] = [
    # what the server does, then words of the reason and of the mend
    ("never ends", bad.never_ends, "goes on and on", "raise feed_bytes"),
    ("announces too much", gives(b"x", Content_Length="999999999"), "999,999,999 bytes", "raise feed_bytes"),
    ("drips its body", bad.drips, "too slow: not done after 0.8 seconds", "total_timeout"),
    ("drips its headers", bad.drips_headers, "too slow: not done after 0.8 seconds", "total_timeout"),
    ("says nothing", bad.says_nothing, "says nothing for 0.4 seconds", "later round"),
    ("redirects for ever", leads("/feed"), "more than 5 times", "check the address"),
    ("redirects with a body that never ends", bad.redirects_without_end, "more than 5 times", "check the address"),
    ("redirects to a file", leads("file:///etc/passwd"), "leads to file:///etc/passwd; only http", "check"),
    ("redirects with a password", leads("http://me:secret@127.0.0.1/"), "name or password", "without one"),
    ("redirects to nowhere", status(302), "without saying where", "check the address"),
    ("redirects to nonsense", leads("http://[::1"), "no address", "check the address"),
    ("redirects to no port", leads("http://127.0.0.1:99999/"), "not an address", "check the address"),
    ("is a gzip bomb", bad.bomb(), "goes on and on", "raise feed_bytes"),
    ("is a bomb in a bomb", bad.bomb(2), "packed as gzip, gzip", "tell the outlet"),
    ("is broken gzip", gives(b"not gzip at all", Content_Encoding="gzip"), "packed wrongly", "tell the outlet"),
    ("is packed otherwise", gives(b"x", Content_Encoding="br"), "packed as br", "tell the outlet"),
    ("is a picture", gives(b"\x89PNG", "image/png"), "it is image/png, not a feed", "address of the RSS"),
    ("is JSON", gives("{}", "application/feed+json"), "application/feed+json, not a feed", "address of the RSS"),
    ("is a web page", gives(PAGE_WITH_FEED, "text/html"), "not an RSS or Atom feed", "/rss.xml"),
    ("is nothing", gives(b"", "text/xml"), "it is empty", "check the address"),
    ("is no text", gives(bytes(range(256)) * 40, "text/xml"), "it is not text", "browser"),
    ("is cut", bad.cut(rss(item(1))), "broke off", "later round"),
    ("is cut within a chunk", bad.cut_chunked, "broke off", "later round"),
    ("is not HTTP", bad.garbage, "broke off", "later round"),
    ("401", status(401), "wants a password", "public feed"),
    ("403", status(403), "refuses this computer or program (403)", "ask the outlet"),
    ("404", status(404), "does not exist (404)", "look up the address"),
    ("410", status(410), "gone for good", "take it out"),
    ("418", status(418), "answers 418", "browser"),
    ("206", status(206), "answers 206", "browser"),
    ("429", status(429), "too many requests (429)", "raise delay"),
    ("429 for an hour", status(429, Retry_After="3600"), "left alone for 3,600 seconds", "raise delay"),
    ("500", status(500), "fault of the server (500)", "later round"),
    ("503", status(503, Retry_After="Fri, 15 Jan 2027 09:00:00 GMT"), "left alone for 3,600 seconds", "later"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "reason", "mend"), [each[1:] for each in MISBEHAVIOUR], ids=[each[0] for each in MISBEHAVIOUR]
)
def test_what_misbehaves_is_named_with_its_mend_and_the_rest_goes_on(
    desk: Desk, answer: bad.Do, reason: str, mend: str
) -> None:
    desk.does.paths["/feed"] = answer
    with serving(Behaviour({"/good": gives(rss(item(1)))}), "127.0.0.2") as other:
        found = desk.round("/feed", f"{other}/good")
    assert found.articles == 1
    (trouble,) = found.troubles
    assert trouble.url == f"{desk.address}/feed"
    assert reason in trouble.reason
    assert mend in trouble.mend
    assert not trouble.put_off
    assert any(line.startswith("refused: Outlet 1") and reason in line for line in desk.said)
    assert desk.does.times("/feed") <= 6


@pytest.mark.parametrize("answer", [bad.bomb(), bad.never_ends, bad.redirects_without_end])
def test_what_is_too_much_is_never_held_in_memory(desk: Desk, answer: bad.Do) -> None:
    desk.does.paths["/feed"] = answer
    desk.round("/good")  # what is loaded with the first request is not counted
    tracemalloc.start()
    try:
        assert len(desk.round("/feed").troubles) == 1
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


def test_a_passing_fault_is_tried_again_and_a_lasting_one_is_not(desk: Desk) -> None:
    good = gives(rss(item(1)))
    desk.does.paths |= {
        "/a": [status(500), good],
        "/b": [bad.cut(rss(item(2))), gives(rss(item(2)))],
        "/c": [status(403), good],
    }
    found = desk.round("/a", "/b", "/c")
    assert found.articles == 2
    assert [desk.does.times(each) for each in ("/a", "/b", "/c")] == [2, 2, 1]


def test_tries_are_apart_by_a_pause_that_doubles(desk: Desk) -> None:
    desk.does.paths["/feed"] = status(500)
    desk.round("/feed", limits=replace(LIMITS, tries=6))
    assert desk.does.times("/feed") == 6
    for number, seconds in enumerate(desk.clock.waited):
        assert 2**number / 2 <= seconds <= 2**number
    assert len(desk.clock.waited) == 5


def test_a_host_is_left_alone_as_long_as_it_asks(desk: Desk) -> None:
    desk.does.paths["/feed"] = [status(429, Retry_After="40"), gives(rss(item(1)))]
    assert desk.round("/feed").articles == 1
    assert desk.clock.waited == [pytest.approx(40)]


def test_a_long_wish_outlives_the_round_and_the_process(desk: Desk) -> None:
    desk.does.paths["/feed"] = [status(503, Retry_After="7200"), gives(rss(item(1)))]
    assert desk.round("/feed").articles == 0
    asked = len(desk.does.asked)
    desk.clock.now += 600
    (trouble,) = desk.round("/feed").troubles
    assert trouble.put_off
    assert "6,600 more seconds" in trouble.reason
    assert len(desk.does.asked) == asked
    desk.clock.now += 6601
    assert desk.round("/feed").articles == 1


def test_robots_txt_is_obeyed_for_feeds_pages_and_redirects(desk: Desk) -> None:
    desk.does.paths |= {
        "/robots.txt": gives("User-agent: *\nDisallow: /private\nUser-agent: Kharita\nDisallow: /a/1\nDisallow: /no", "text/plain"),
        "/no": gives(rss(item(9))),
        "/private": gives(rss(item(8))),
        "/round": leads("/no"),
        "/a/2": gives(page(2), "text/html"),
    }  # fmt: skip
    found = desk.round("/no", "/good", "/round", "/private", articles=True)
    assert [each.url.removeprefix(desk.address) for each in found.troubles] == [
        "/no",
        "/a/1",
        "/round",
        "/a/8",
    ]
    assert "robots.txt of 127.0.0.1 asks not to fetch it" in found.troubles[0].reason
    assert (desk.does.times("/no"), desk.does.times("/a/1"), desk.does.times("/robots.txt")) == (0, 0, 1)
    assert {each["text_from"] for each in desk.lines() if each["url"].endswith("/a/1")} == {"feed"}
    assert {each["text_from"] for each in desk.lines() if each["url"].endswith("/a/2")} == {"page"}


@pytest.mark.parametrize(
    ("answer", "allowed"),
    [
        (status(404), True),
        (status(403), True),
        (status(500), False),
        (status(429), False),
        (bad.garbage, False),
        (leads("/robots.txt"), True),
        (gives("<html>not found</html>", "text/html"), True),
        (gives("User-agent: *\nDisallow: /\n" + "# x\n" * 400_000, "text/plain"), False),
        (gives(b"\xff\xfe\x00", "application/octet-stream"), True),
    ],
)
def test_a_robots_txt_that_fails_forbids_and_one_that_is_not_there_does_not(
    desk: Desk, answer: bad.Do, allowed: bool
) -> None:
    desk.does.paths["/robots.txt"] = answer
    assert bool(desk.round("/good").articles) is allowed
    assert bool(desk.does.times("/good")) is allowed


@pytest.mark.parametrize(
    ("robots", "pause"),
    [("Crawl-delay: 7", 7.0), ("Request-rate: 1/20", 20.0), ("Crawl-delay: 0.1", 3.0), ("", 3.0)],
)
def test_requests_to_a_host_are_apart_as_it_asks_and_never_closer_than_we_promise(
    desk: Desk, robots: str, pause: float
) -> None:
    desk.does.paths["/robots.txt"] = gives(f"User-agent: *\n{robots}\n", "text/plain")
    desk.does.paths |= {"/a/1": gives(page(1), "text/html"), "/a/2": gives(page(2), "text/html")}
    desk.round("/good", articles=True, limits=replace(LIMITS, delay=3.0))
    times = [at for path, _, at in desk.does.asked if path != "/robots.txt"]
    assert len(times) == 3
    assert all(later - earlier >= pause for earlier, later in itertools.pairwise(times))
    assert times[-1] - times[0] == pytest.approx(2 * pause)


def test_a_crawl_delay_longer_than_the_round_leaves_pages_for_later_rounds(desk: Desk) -> None:
    desk.does.paths["/robots.txt"] = gives("User-agent: *\nCrawl-delay: 1000\n", "text/plain")
    desk.does.paths |= {"/a/1": gives(page(1), "text/html"), "/a/2": gives(page(2), "text/html")}
    first = desk.round("/good", articles=True)
    assert (first.articles, first.outcomes[0].waiting, first.troubles[0].put_off) == (0, 2, True)
    for _ in range(6):
        desk.clock.now += 1000
        desk.round("/good", articles=True)
    assert [each["text_from"] for each in desk.lines()] == ["page", "page"]


PRIVATE = ["127.0.0.1", "10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254", "0.0.0.0", "224.0.0.1",
           "240.0.0.1", "255.255.255.255", "100.64.0.1", "::1", "fe80::1", "fc00::1", "ff02::1", "::ffff:127.0.0.1",
           "64:ff9b::7f00:1", "2002:7f00:1::", "::"]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_a_name_that_leads_into_a_private_network_is_not_connected_to(
    desk: Desk, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    row = (family, socket.SOCK_STREAM, 6, "", (address, 80, 0, 0)[: 4 if ":" in address else 2])
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: [row])
    monkeypatch.setattr(socket.socket, "connect", lambda *args: pytest.fail("it was connected to"))
    (trouble,) = desk.round("http://inside.test/feed", allow_private=False).troubles
    assert "not an address of the public internet" in trouble.reason
    assert "allow_private = true" in trouble.mend


def test_addresses_of_the_public_internet_are_allowed() -> None:
    import ipaddress

    from pipeline.fetch import is_public

    assert all(
        is_public(ipaddress.ip_address(each)) for each in ("8.8.8.8", "2606:4700::1111", "64:ff9b::808:808")
    )
    assert not any(is_public(ipaddress.ip_address(each)) for each in PRIVATE)


def only_first(address: Any) -> bool:
    """Stands for "is public": 127.0.0.1 is, 127.0.0.2 is not."""
    return str(address) == "127.0.0.1"


def test_a_redirect_or_link_into_a_private_network_is_refused(desk: Desk) -> None:
    inside = Behaviour({"/secret": gives(rss(item(1)))})
    with serving(inside, "127.0.0.2") as other:
        desk.does.paths |= {
            "/feed": leads(f"{other}/secret"),
            "/links": gives(rss(item(1, f"{other}/secret"))),
        }
        found = desk.round("/feed", "/links", articles=True, permitted=only_first)
    assert inside.asked == []
    assert ["127.0.0.2, which is not" in each.reason for each in found.troubles] == [True, True]


def test_a_name_that_changes_its_address_gains_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    inside = Behaviour({"/feed": gives(rss(item(1)))})
    port = int(desk.address.rpartition(":")[2])
    found: list[str] = []

    def rebind(host: str, *args: Any, **kwargs: Any) -> list[Any]:
        """Public when it is looked up first, private ever after."""
        found.append("127.0.0.2" if found else "127.0.0.1")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (found[-1], port))]

    desk.does.paths["/robots.txt"] = status(404, Connection="close")
    with serving(inside, "127.0.0.2", port):
        monkeypatch.setattr(socket, "getaddrinfo", rebind)
        (trouble,) = desk.round(f"http://rebind.test:{port}/feed", permitted=only_first).troubles
    assert "127.0.0.2, which is not" in trouble.reason
    assert inside.asked == []
    assert desk.does.times("/robots.txt") == 1


@pytest.mark.parametrize(
    ("trusted", "days", "says"), [(False, 1, "self-signed"), (True, -1, "expired"), (True, 1, "")]
)
def test_a_certificate_that_is_not_valid_is_refused(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trusted: bool, days: int, says: str
) -> None:
    pem = bad.certificate(tmp_path / "server.pem", days=days)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    behaviour = Behaviour({"/feed": gives(rss(item(1))), "/slow": bad.drips})
    with serving(behaviour, tls=pem) as address:
        found = desk.round(f"{address}/feed")
        slow = desk.round(f"{address}/slow")
    assert found.articles == (not says)
    assert [
        each.reason
        for each in found.troubles
        if "certificate is not valid" in each.reason and says in each.reason
    ] == [each.reason for each in found.troubles]
    assert bool(found.troubles) is bool(says)
    assert says or "too slow" in slow.troubles[0].reason


def test_a_host_that_is_not_there_is_said(desk: Desk) -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    found = desk.round(f"http://127.0.0.1:{port}/", "http://nowhere.invalid/feed")
    assert "takes no connection" in found.troubles[0].reason
    assert "host name is not found" in found.troubles[1].reason


def test_broken_xml_gives_what_can_be_read_and_a_note(desk: Desk) -> None:
    desk.does.paths["/feed"] = gives(rss(item(1), item(2)).replace("</item><item>", "</item>&oops;<b><item>"))
    found = desk.round("/feed")
    assert found.articles == 2
    assert "its XML is broken" in found.outcomes[0].notes[0]


def test_an_address_that_moved_for_good_is_followed_and_said(desk: Desk) -> None:
    desk.does.paths |= {"/old": leads("/good", 301), "/passing": leads("/good", 302)}
    found = desk.round("/old", "/passing")
    assert found.articles == 2
    assert found.outcomes[0].notes == [f'it has moved for good: write url = "{desk.address}/good"']
    assert found.outcomes[1].notes == []


def test_a_feed_that_is_gone_for_good_is_asked_once_a_day(desk: Desk) -> None:
    desk.does.paths["/feed"] = status(410)
    for _ in range(3):
        assert "410" in desk.round("/feed").troubles[0].reason
    assert desk.does.times("/feed") == 1
    desk.clock.now += 86_401
    desk.round("/feed")
    assert desk.does.times("/feed") == 2


def test_a_page_that_fails_is_tried_in_later_rounds_and_then_the_feed_has_to_do(desk: Desk) -> None:
    desk.does.paths |= {"/a/1": [status(500)] * 4 + [gives(page(1), "text/html")], "/a/2": status(500)}
    assert desk.round("/good", articles=True).articles == 0
    rounds = [desk.round("/good", articles=True).articles for _ in range(5)]
    assert sum(rounds) == 2
    text_from = {each["title"]: each["text_from"] for each in desk.lines()}
    assert text_from == {"خبر 1": "page", "خبر 2": "feed"}
    assert desk.does.times("/a/2") == 10


@pytest.mark.parametrize(
    "answer", [status(404), gives(b"%PDF", "application/pdf"), gives("<html><body></body></html>", "text/html"), gives(b"x" * 200_000, "text/html")]
)  # fmt: skip
def test_a_page_that_is_none_leaves_what_the_feed_says(desk: Desk, answer: bad.Do) -> None:
    desk.does.paths |= {"/a/1": answer, "/a/2": gives(page(2), "text/html")}
    found = desk.round("/good", articles=True)
    assert (found.articles, len(found.troubles)) == (2, 1)
    assert [each["text_from"] for each in desk.lines()] == ["feed", "page"]


def test_an_entry_that_the_parser_stumbles_over_does_not_end_the_round(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(entry: Any, feed: Any) -> Any:
        raise RecursionError

    monkeypatch.setattr("pipeline.fetch.entries.entry_fields", stumble)
    assert desk.round("/good").troubles[0].reason == "it cannot be read (RecursionError)"


@pytest.mark.parametrize(
    "half", ["&#xD800;", "&#xdfff;", "&#57343;", "&#55296;", "&amp;#xD800;", "&amp;#57000;"]
)
def test_half_a_letter_in_a_feed_is_replaced(desk: Desk, half: str) -> None:
    desk.does.paths["/feed"] = gives(rss(item(1, f"/x{half}", f"g{half}", f"&#55295; {half} &#57344;")))
    assert desk.round("/feed").troubles == []
    (found,) = desk.articles()
    assert found.text.startswith("\ud7ff ")
    assert found.text.endswith("\ue000 1")


def test_a_fault_of_our_own_ends_one_feed_alone(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = FetchedFolder.add_entries

    def stumble(self: FetchedFolder, feed: str, *rest: Any) -> int:
        if feed.endswith("/bad"):
            raise KeyError(feed)
        return whole(self, feed, *rest)

    monkeypatch.setattr(FetchedFolder, "add_entries", stumble)
    desk.does.paths["/bad"] = gives(rss(item(7)))
    found = desk.round("/bad", "/good")
    assert found.articles == 2
    assert found.troubles[0].reason == "a fault of Kharita (KeyError)"


def test_no_more_entries_are_read_than_the_limit(desk: Desk) -> None:
    found = desk.round("/good", limits=replace(LIMITS, entries=1))
    assert found.articles == 1
    assert "of 2 entries the first 1 are read" in found.outcomes[0].notes


def test_what_a_server_says_cannot_command_the_terminal(desk: Desk) -> None:
    desk.does.paths["/feed"] = leads("/\x1b]0;owned\x07", 301)
    desk.does.paths["/page"] = gives(
        "<html><head><link rel=alternate type=application/rss+xml href='/&#27;[2J'></head></html>",
        "text/html",
    )
    desk.round("/feed", "/page")
    assert all(line.isprintable() for line in desk.said)


def test_cookies_are_not_kept(desk: Desk) -> None:
    desk.does.paths["/feed"] = gives(rss(item(1)), Set_Cookie="id=7; Path=/")
    desk.round("/feed", "/good")
    assert not any("Cookie" in headers for _, headers, _ in desk.does.asked)


KILLED = """
import os, sys
from pathlib import Path
from pipeline.fetch import folder as fetched, round as fetching
from pipeline.fetch.feed_list import Feed, FeedList, Limits
point, address, out = sys.argv[1:]
def die(*args, **kwargs): os.kill(os.getpid(), 9)
def after(module, name):
    whole = getattr(module, name)
    def run(*args, **kwargs):
        found = whole(*args, **kwargs)
        die()
    setattr(module, name, run)
if point.endswith((" line", " raw")):
    part, number, kind = point.split()
    whole, left = fetched.FetchedFolder._append, [int(number)]
    def cut(self, path, content):
        left[0] -= path.endswith("jsonl" if kind == "line" else "warc.gz")
        if left[0] or not path.endswith("jsonl" if kind == "line" else "warc.gz"):
            return whole(self, path, content)
        whole(self, path, content[: len(content) // 2] if part == "half" else content)
        die()
    fetched.FetchedFolder._append = cut
else:
    owner = {"add_entries": fetched.FetchedFolder, "keep_raw": fetched.FetchedFolder,
             "settle": fetched.FetchedFolder, "_read_page": fetching._Visit}[point]
    after(owner, point)
feeds = FeedList((Feed(address + "/good", "Outlet 1", articles=True),), "Kharita (+x@y.test)", Limits(delay=0.0), True)
fetching.fetch_round(feeds, Path(out))
"""


@pytest.mark.parametrize(
    "point",
    [
        "half 1 line",
        "half 2 line",
        "whole 2 line",
        "half 1 raw",
        "half 2 raw",
        "keep_raw",
        "add_entries",
        "settle",
        "_read_page",
    ],
)
def test_killed_at_any_moment_it_goes_on_without_a_loss_or_a_double(desk: Desk, point: str) -> None:
    desk.does.paths |= {"/a/1": gives(page(1), "text/html"), "/a/2": gives(page(2), "text/html")}
    code = subprocess.run(
        [sys.executable, "-c", KILLED, point, desk.address, str(desk.out)], cwd=ROOT
    ).returncode
    assert code == -9
    desk.does.paths["/good"] = gives(rss(item(2), item(3)))
    desk.does.paths["/a/3"] = gives(page(3), "text/html")
    found = desk.round("/good", articles=True)
    assert found.troubles == []
    titles = sorted(each.title for each in desk.articles())
    # Only where it was killed before anything of the feed was known can its first entry be gone from it since.
    first = [] if point in ("half 1 raw", "keep_raw") else ["خبر 1"]
    assert titles == [*first, "خبر 2", "خبر 3"]
    raw = next((desk.out / ".raw").glob("*.warc.gz"))
    assert all(isinstance(each, Article) for each in read_paths([str(raw)]))


def test_ctrl_c_ends_a_read_that_waits_and_keeps_what_was_got(desk: Desk) -> None:
    def silent(handler: bad.Handler) -> None:
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
        bad.says_nothing(handler)

    desk.does.paths["/silent"] = silent
    with pytest.raises(KeyboardInterrupt):
        desk.round("/good", "/silent", limits=replace(LIMITS, read_timeout=60, total_timeout=60))
    assert desk.does.left.wait(5)
    assert len(desk.articles()) == 2
    assert desk.round("/good").troubles == []


def test_without_its_state_the_files_that_are_there_stay(desk: Desk) -> None:
    desk.round("/good")
    (path,) = desk.out.glob("*/*.jsonl")
    with path.open("ab") as file:
        file.write(b'{"half": ')
    (desk.out / ".state" / "fetched.sqlite").unlink()
    desk.does.paths["/good"] = gives(rss(item(2), item(3)))
    desk.round("/good")
    ids = [each.article_id for each in desk.articles()]
    assert (len(ids), len(set(ids))) == (4, 3)


def test_two_at_once_are_kept_apart(desk: Desk) -> None:
    with FetchedFolder.open(desk.out), pytest.raises(FetchedError, match="another fetch is writing"):
        desk.round("/good")
    assert desk.round("/good").articles == 2


def test_a_damaged_state_is_named_with_its_mend(desk: Desk) -> None:
    desk.round("/good")
    (desk.out / ".state" / "fetched.sqlite").write_bytes(b"no database" * 1000)
    with pytest.raises(FetchedError, match="remove it"):
        desk.round("/good")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_said(desk: Desk) -> None:
    desk.out.mkdir(mode=0o500)
    with pytest.raises(FetchedError, match="cannot be written"):
        desk.round("/good")


def feeds_file(folder: Path, *urls: str) -> Path:
    """A FEEDS.toml for loopback."""
    blocks = [f'[[feeds]]\nurl = "{url}"\nsource = "Outlet"\n' for url in urls]
    path = folder / "feeds.toml"
    path.write_text(
        'contact = "desk@kharita.test"\nallow_private = true\n[limits]\ndelay = 0\ntries = 1\n'
        + "".join(blocks)
    )
    return path


@pytest.mark.parametrize(
    ("paths", "code", "says"),
    [
        (["/good"], 0, "2 new articles"),
        (["/good", "/none"], 1, "does not exist (404)"),
        (["/none"], 2, "0 new articles"),
    ],
)
def test_the_command(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str], paths: list[str], code: int, says: str
) -> None:
    file = feeds_file(tmp_path, *(desk.address + each for each in paths))
    assert main(["fetch", str(file), "--out", str(desk.out)]) == code
    assert says in capsys.readouterr().err


def test_the_command_names_a_mistake_in_the_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fetch", str(tmp_path / "none.toml"), "--out", str(tmp_path)]) == 2
    assert "check its name" in capsys.readouterr().err
