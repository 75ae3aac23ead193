"""`geo add-geonames` against a loopback server with small files in the true format, which also misbehaves."""

import io
import threading
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from geo.__main__ import main
from geo.geonames.download import DownloadError, Limits, add_country
from geo.geonames.dump import DumpError, load_codes
from geo.name_keys import FOLDED
from geo.places import load_feature_classes

GAZETTEER = Path(__file__).parents[2] / "data" / "gazetteer"
LIMITS = Limits(tries=2, pause=0.0, silence=0.5, fewest_places=5)


def place(
    number: int, name: str, others: str = "", kind: str = "P\tPPL", lat: str = "36.1", admin: str = "15",
    population: int = 0, country: str = "IQ",
) -> str:  # fmt: skip
    """One line of a country's dump."""
    return (
        f"{number}\t{name}\t{name}\t{others}\t{lat}\t43.2\t{kind}\t{country}\t\t{admin}\t\t\t\t{population}"
        "\t\t210\tAsia/Baghdad\t2019-03-01"
    )


def name(number: int, language: str, text: str, preferred: str = "", historic: str = "") -> str:
    """One line of a country's alternate names."""
    return f"{number}0\t{number}\t{language}\t{text}\t{preferred}\t\t\t{historic}\t\t"


PLACES = [
    place(11, "Kani Masi", "Kani Masi,كاني ماسي"),
    place(12, "Tall ar Rumman", population=6000),
    place(13, "Old Town", kind="P\tPPLX"),
    place(14, "Muhafazat Ninawa", kind="A\tADM1"),
    place(15, "Nameless Well", kind="H\tWLL"),
    place(16, "Jabal Bashiqah", kind="T\tMT"),
    *[place(100 + n, f"Qaryat Alif {n}") for n in range(20)],
]
NAMES = [
    name(12, "ar", "تل الرمّان", preferred="1"),
    name(12, "ar", "تل الرمان القديم", historic="1"),
    name(12, "ckb", "گردی هەنار"),
    name(12, "en", "Tel Rumman"),
    name(12, "link", "https://en.wikipedia.org/wiki/Rumman"),
    name(16, "ar", "جبل بعشيقة"),
]


def archive(member: str, lines: list[str]) -> bytes:
    """A zip archive with one member and a readme, as GeoNames packs them."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as files:
        files.writestr("readme.txt", "GeoNames")
        files.writestr(member, "\n".join(lines) + "\n")
    return packed.getvalue()


@dataclass
class Behaviour:
    """What the server has and how it misbehaves."""

    files: dict[str, bytes]
    ranges: bool = True
    cut_after: int | None = None
    cuts: int = 0
    status: int = 200
    failures: int = 0
    stall: float = 0.0
    announced: int | None = None
    redirect: str = ""
    version: str = '"v1"'
    asked: list[tuple[str, str]] = field(default_factory=list)


class Handler(BaseHTTPRequestHandler):
    """Serves what the behaviour says."""

    behaviour: Behaviour

    def do_GET(self) -> None:
        """Answer as the behaviour says."""
        does = self.behaviour
        asked = self.headers.get("Range", "")
        does.asked.append((self.path, asked))
        if does.failures:
            does.failures -= 1
            self.send_error(does.status)
            return
        if does.redirect:
            self.send_response(302)
            self.send_header("Location", does.redirect)
            self.end_headers()
            return
        body = does.files.get(self.path)
        if body is None:
            self.send_error(404)
            return
        start = 0
        if asked and does.ranges and self.headers.get("If-Range") == does.version:
            start = int(asked.removeprefix("bytes=").rstrip("-"))
            if start >= len(body):
                self.send_error(416)
                return
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")
        else:
            self.send_response(200)
        self.send_header("ETag", does.version)
        self.send_header("Content-Length", str(does.announced or len(body) - start))
        self.end_headers()
        rest = body[start:]
        if does.cuts and does.cut_after is not None:
            does.cuts -= 1
            rest = rest[: does.cut_after]
        self.wfile.write(rest)
        self.wfile.flush()
        if does.stall:
            time.sleep(does.stall)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@dataclass
class Mirror:
    """A running server and its address."""

    address: str
    does: Behaviour


@pytest.fixture
def mirror(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mirror]:
    """A server that has Iraq."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    does = Behaviour(
        {"/dump/IQ.zip": archive("IQ.txt", PLACES), "/dump/alternatenames/IQ.zip": archive("IQ.txt", NAMES)}
    )
    handler = type("Serving", (Handler,), {"behaviour": does})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield Mirror(f"http://127.0.0.1:{server.server_port}/dump", does)
    server.shutdown()
    server.server_close()


def rows_of(folder: Path) -> dict[str, dict[str, Any]]:
    """The indexed places by id."""
    return {row["place_id"]: row for row in pq.read_table(folder / "IQ.parquet").to_pylist()}


def leftovers(folder: Path) -> list[str]:
    """What stands in the folder beside the index."""
    return sorted(path.name for path in folder.iterdir() if path.name != "IQ.parquet")


def test_a_country_is_indexed_with_its_names(mirror: Mirror, tmp_path: Path) -> None:
    heard: list[tuple[str, int, int | None]] = []
    added = add_country(
        "IQ", GAZETTEER, tmp_path, mirror.address, LIMITS, tell=lambda *each: heard.append(each)
    )
    rows = rows_of(tmp_path)
    assert added.places == len(rows) == 24
    rumman = rows["gn:12"]
    assert rumman["name_en"] == "Tall ar Rumman"
    assert rumman["name_ar"] == "تل الرمان"
    assert "گردی هەنار" in rumman["aliases_ar"]
    assert not any("القديم" in alias for alias in rumman["aliases_ar"])
    assert "Tel Rumman" in rumman["aliases_en"]
    assert not any("http" in alias for alias in rumman["aliases_en"])
    assert (rumman["feature_class"], rumman["governorate"], rumman["source"]) == (
        "town",
        "Nineveh",
        "GeoNames 12",
    )
    assert rows["gn:11"]["name_ar"] == "كاني ماسي"
    assert rows["gn:11"]["feature_class"] == "village"
    assert rows["gn:13"]["feature_class"] == "quarter"
    assert rows["gn:16"]["feature_class"] == "mountain"
    assert not {"gn:14", "gn:15"} & rows.keys()
    assert heard[-1][1] == heard[-1][2]
    assert leftovers(tmp_path) == []
    assert {path for path, _ in mirror.does.asked} == set(mirror.does.files)


def test_the_index_has_the_columns_of_the_packaged_settlements(mirror: Mirror, tmp_path: Path) -> None:
    add_country("IQ", GAZETTEER, tmp_path, mirror.address, LIMITS)
    schema = pq.read_schema(tmp_path / "IQ.parquet")
    assert schema.names[-1] == FOLDED
    assert schema.remove(len(schema) - 1) == pq.read_schema(GAZETTEER / "packaged" / "settlements.parquet")


def test_every_code_becomes_a_class_that_exists() -> None:
    assert set(load_codes(GAZETTEER).values()) <= load_feature_classes(GAZETTEER).keys()


def test_the_golan_and_the_west_bank_are_not_israel(mirror: Mirror, tmp_path: Path) -> None:
    lines = [place(200 + n, f"Kfar {n}", country="IL", admin="03") for n in range(6)]
    golan = place(300, "Katzrin", country="IL", admin="03", lat="32.99").replace("\t43.2\t", "\t35.69\t")
    ariel = place(301, "Ariel", country="IL", admin="00", lat="32.10").replace("\t43.2\t", "\t35.17\t")
    ariel = ariel.replace("\t00\t", "\tWE\t")
    mirror.does.files = {
        "/dump/IL.zip": archive("IL.txt", [*lines, golan, ariel]),
        "/dump/alternatenames/IL.zip": archive("IL.txt", [name(300, "ar", "كتسرين")]),
    }
    add_country("IL", GAZETTEER, tmp_path, mirror.address, LIMITS)
    rows = {row["place_id"]: row for row in pq.read_table(tmp_path / "IL.parquet").to_pylist()}
    assert (rows["gn:300"]["country"], rows["gn:300"]["governorate"]) == ("SY", "Quneitra")
    assert rows["gn:301"]["country"] == "PS"
    assert rows["gn:200"]["country"] == "IL"


def test_a_cut_download_goes_on_where_it_stopped(mirror: Mirror, tmp_path: Path) -> None:
    mirror.does.cut_after, mirror.does.cuts = 300, 1
    add_country("IQ", GAZETTEER, tmp_path, mirror.address, LIMITS)
    assert mirror.does.asked[:2] == [("/dump/IQ.zip", ""), ("/dump/IQ.zip", "bytes=300-")]
    assert len(rows_of(tmp_path)) == 24


def test_the_next_run_goes_on_too(mirror: Mirror, tmp_path: Path) -> None:
    mirror.does.cut_after, mirror.does.cuts = 200, 2
    with pytest.raises(DownloadError, match="400 bytes are kept.*run the same command again"):
        add_country("IQ", GAZETTEER, tmp_path, mirror.address, LIMITS)
    assert leftovers(tmp_path) == ["IQ.zip.part", "IQ.zip.part.json"]
    add_country("IQ", GAZETTEER, tmp_path, mirror.address, LIMITS)
    assert mirror.does.asked[2] == ("/dump/IQ.zip", "bytes=400-")
    assert len(rows_of(tmp_path)) == 24


@pytest.mark.parametrize("change", ["no ranges", "new version"])
def test_what_cannot_be_gone_on_with_is_begun_again(mirror: Mirror, tmp_path: Path, change: str) -> None:
    mirror.does.cut_after, mirror.does.cuts = 200, 2
    with pytest.raises(DownloadError):
        add_country("IQ", GAZETTEER, tmp_path, mirror.address, LIMITS)
    if change == "no ranges":
        mirror.does.ranges = False
    else:
        mirror.does.version = '"v2"'
        mirror.does.files["/dump/IQ.zip"] = archive("IQ.txt", [*PLACES, place(999, "New Village")])
    add_country("IQ", GAZETTEER, tmp_path, mirror.address, LIMITS)
    assert len(rows_of(tmp_path)) == (24 if change == "no ranges" else 25)


def test_a_passing_fault_of_the_server_is_tried_again(mirror: Mirror, tmp_path: Path) -> None:
    mirror.does.status, mirror.does.failures = 503, 1
    add_country("IQ", GAZETTEER, tmp_path, mirror.address, LIMITS)
    assert len(rows_of(tmp_path)) == 24


def spoil(does: Behaviour, fault: str) -> None:
    """Make the server misbehave."""
    good = does.files["/dump/IQ.zip"]
    if fault == "server error":
        does.status, does.failures = 500, 99
    elif fault == "truncated":
        does.cut_after, does.cuts = 10, 99
    elif fault == "silent":
        does.cut_after, does.cuts, does.stall = 10, 99, 1.5
    elif fault == "too large":
        does.announced = 10**12
    elif fault == "elsewhere":
        does.redirect = "http://localhost.invalid/IQ.zip"
    elif fault == "not a zip":
        does.files["/dump/IQ.zip"] = b"<html>Sign in to this network</html>"
    elif fault == "altered":
        middle = len(good) // 3
        does.files["/dump/IQ.zip"] = good[:middle] + bytes(60) + good[middle + 60 :]
    elif fault == "short zip":
        does.files["/dump/IQ.zip"] = good[: len(good) // 2]
    elif fault == "another country":
        does.files["/dump/IQ.zip"] = archive("IR.txt", PLACES)
    elif fault == "wrong columns":
        does.files["/dump/IQ.zip"] = archive("IQ.txt", [line + "\tmore" for line in PLACES])
    elif fault == "wrong coordinates":
        does.files["/dump/IQ.zip"] = archive("IQ.txt", [*PLACES, place(5, "X", lat="136.1")])
    elif fault == "wrong record country":
        does.files["/dump/IQ.zip"] = archive("IQ.txt", [*PLACES, place(5, "X", country="SY")])
    elif fault == "few places":
        does.files["/dump/IQ.zip"] = archive("IQ.txt", PLACES[:11])
    elif fault == "wrong names":
        does.files["/dump/alternatenames/IQ.zip"] = archive("IQ.txt", ["1\t2\tar\tx"])
    elif fault == "no names":
        del does.files["/dump/alternatenames/IQ.zip"]


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ("server error", "answers 500"),
        ("truncated", "the connection ended after 20 of"),
        ("silent", "timed out"),
        ("too large", "more than any country's dump"),
        ("elsewhere", "leads to localhost.invalid"),
        ("not a zip", "no intact archive"),
        ("altered", "no intact archive"),
        ("short zip", "no intact archive"),
        ("another country", r"does not hold IQ\.txt"),
        ("wrong columns", r"IQ\.txt:1 .* 20 columns instead of 19"),
        ("wrong coordinates", r"IQ\.txt:27 .*a wrong id, country or coordinate"),
        ("wrong record country", r"IQ\.txt:27 .*a wrong id, country or coordinate"),
        ("few places", "holds 9 places where at least 12"),
        ("wrong names", r"IQ\.txt:1 .* 4 columns instead of 10"),
        ("no names", "does not exist: give two-letter country codes"),
    ],
)
def test_what_is_broken_is_refused_and_the_old_index_stays(
    mirror: Mirror, tmp_path: Path, fault: str, says: str
) -> None:
    add_country("IQ", GAZETTEER, tmp_path, mirror.address, LIMITS)
    before = (tmp_path / "IQ.parquet").read_bytes()
    spoil(mirror.does, fault)
    with pytest.raises((DownloadError, DumpError), match=says):
        add_country("IQ", GAZETTEER, tmp_path, mirror.address, LIMITS)
    assert (tmp_path / "IQ.parquet").read_bytes() == before
    assert not (tmp_path / "IQ.parquet.new").exists()


def test_a_body_without_end_is_stopped(mirror: Mirror, tmp_path: Path) -> None:
    limits = Limits(tries=1, pause=0, silence=0.5, largest=500, fewest_places=1)
    with pytest.raises(DownloadError, match="nothing was kept"):
        add_country("IQ", GAZETTEER, tmp_path, mirror.address, limits)
    assert leftovers(tmp_path) == []


def test_the_command(
    mirror: Mirror, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "gazetteer").symlink_to(GAZETTEER)
    mirror.does.files["/dump/IQ.zip"] = archive(
        "IQ.txt", [*PLACES, *[place(1000 + n, f"Tall {n}") for n in range(100)]]
    )
    monkeypatch.setenv("KHARITA_GEONAMES_ADDRESS", mirror.address)
    assert main(["add-geonames", "iq", "XX", "--data", str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert "IQ: 124 places" in said
    assert "XX: http" in said
    assert (tmp_path / "local" / "geonames" / "IQ.parquet").exists()


def test_what_is_no_country_code_or_address(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["add-geonames", "Iraq"])
    assert "'Iraq' is no country code: write two letters" in capsys.readouterr().err
    assert main(["add-geonames", "IQ", "--address", "file:///etc"]) == 2
    assert "is no address" in capsys.readouterr().err
