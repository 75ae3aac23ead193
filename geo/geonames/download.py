"""`geo add-geonames`: a country's whole GeoNames dump, downloaded and indexed as the lowest layer of places.

The only addresses asked are `<base>/CC.zip` and `<base>/alternatenames/CC.zip`. A download goes to a
`.part` file, which the next try goes on with; what arrives is verified before the old index is replaced.
"""

import http.client
import json
import os
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import geopandas
import pyarrow.parquet

from geo.geonames.areas import Areas, read_admin1
from geo.geonames.dump import DumpError, country_names, dump_rows, load_codes
from geo.name_keys import with_folded_names
from geo.place_table import place_table

__all__ = ["ADDRESS", "Added", "DownloadError", "Limits", "add_country"]

ADDRESS = "https://download.geonames.org/export/dump"
AGENT = "Kharita (geo add-geonames)"
CHUNK = 1 << 16
PARTIAL, RANGE_NOT_SATISFIABLE, NOT_FOUND = 206, 416, 404
Tell = Callable[[str, int, int | None], None]


class DownloadError(Exception):
    """Why a file could not be downloaded, and what to do."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a download may cost and must hold; `silence` and `pause` are seconds, `largest` bytes."""

    tries: int = 3
    pause: float = 2.0
    silence: float = 30.0
    largest: int = 400_000_000
    fewest_places: int = 100


@dataclass(frozen=True, slots=True)
class Added:
    """An indexed country: its file, how many places it holds and how many of them have an Arabic name."""

    path: Path
    places: int
    arabic: int


class SameHost(urllib.request.HTTPRedirectHandler):
    """Follows a redirect on the host that was asked and refuses every other."""

    def redirect_request(  # type: ignore[no-untyped-def]
        self, req, fp, code, msg, headers, newurl
    ) -> urllib.request.Request | None:
        """The request to follow; raises DownloadError where it leads elsewhere."""
        asked, led = urllib.parse.urlsplit(req.full_url), urllib.parse.urlsplit(newurl)
        if led.hostname != asked.hostname or led.scheme not in {"http", "https"}:
            raise DownloadError(
                f"{asked.hostname} leads to {led.hostname}, which nobody asked for; check --address"
            )
        followed: urllib.request.Request | None = super().redirect_request(
            req, fp, code, msg, headers, newurl
        )
        return followed


def add_country(
    country: str,
    gazetteer: Path,
    folder: Path,
    address: str = ADDRESS,
    limits: Limits | None = None,
    tell: Tell = lambda name, done, total: None,
) -> Added:
    """Download and index one country (ISO2) into `folder`/CC.parquet; raises DownloadError or DumpError.

    `gazetteer` is data/gazetteer; `tell` hears (file name, bytes so far, bytes in all or None). Whatever
    fails, the index that was there stays.
    """
    limits = limits or Limits()
    folder.mkdir(parents=True, exist_ok=True)
    dump, names = folder / f"{country}.zip", folder / f"{country}-names.zip"
    base = address.rstrip("/")
    download(f"{base}/{country}.zip", dump, limits, tell)
    download(f"{base}/alternatenames/{country}.zip", names, limits, tell)
    try:
        added = index_country(country, dump, names, gazetteer, folder / f"{country}.parquet", limits)
    finally:
        # A refused archive would be refused again, and an indexed one is not needed.
        dump.unlink(missing_ok=True)
        names.unlink(missing_ok=True)
    return added


def index_country(
    country: str, dump: Path, names: Path, gazetteer: Path, index: Path, limits: Limits
) -> Added:
    """Write the index of two archives in one step; raises DumpError and leaves the old one."""
    outlines = geopandas.read_parquet(gazetteer / "boundaries" / "governorates.parquet")
    areas = Areas(read_admin1(gazetteer / "admin1_codes.csv"), outlines)
    known = country_names(names, country)
    rows = list(dump_rows(dump, country, known, load_codes(gazetteer), areas))
    before = pyarrow.parquet.read_metadata(index).num_rows if index.exists() else 0
    fewest = max(limits.fewest_places, before // 2)
    if len(rows) < fewest:
        raise DumpError(
            f"{country}.zip holds {len(rows):,} places where at least {fewest:,} were expected: it was cut, or "
            f"{country} is too small for a dump of its own; the index stays as it was"
        )
    rows.sort(key=lambda row: int(str(row["place_id"])[3:]))
    fresh = index.with_suffix(".parquet.new")
    pyarrow.parquet.write_table(with_folded_names(place_table(rows)), fresh, compression="zstd")
    os.replace(fresh, index)
    return Added(index, len(rows), sum(row["name_ar"] is not None for row in rows))


def download(url: str, to: Path, limits: Limits, tell: Tell) -> None:
    """Download `url` to `to`, going on with what an earlier try left; raises DownloadError.

    Temporary faults are tried again; what arrived by then stays in `to`.part.
    """
    opener = urllib.request.build_opener(SameHost)
    part = to.with_name(to.name + ".part")
    for attempt in range(1, limits.tries + 1):
        try:
            fetch(opener, url, part, limits, tell)
            os.replace(part, to)
            mark_of(part).unlink(missing_ok=True)
            return
        except urllib.error.HTTPError as refusal:
            if refusal.code == RANGE_NOT_SATISFIABLE:
                discard(part)
            elif refusal.code == NOT_FOUND:
                raise DownloadError(
                    f"{url} does not exist: give two-letter country codes, for example IQ SY"
                ) from refusal
            fault = f"the server answers {refusal.code} {refusal.reason}"
        except (OSError, http.client.HTTPException) as broken:
            fault = str(getattr(broken, "reason", "") or broken) or type(broken).__name__
        if attempt < limits.tries:
            time.sleep(limits.pause * attempt)
    kept = part.stat().st_size if part.exists() else 0
    raise DownloadError(
        f"{url}: {fault}; "
        + (f"{kept:,} bytes are kept, " if kept else "")
        + "check the connection and run the same command again to go on"
    )


def fetch(opener: urllib.request.OpenerDirector, url: str, part: Path, limits: Limits, tell: Tell) -> None:
    """One try at the rest of `url`, appended to `part`; raises OSError when it ends early.

    The server is asked for the rest only if the file is still the one that was begun (If-Range).
    """
    request = urllib.request.Request(url, headers={"User-Agent": AGENT, "Accept-Encoding": "identity"})  # noqa: S310
    have, version = begun(part, url)
    if have:
        request.add_header("Range", f"bytes={have}-")
        request.add_header("If-Range", version)
    with opener.open(request, timeout=limits.silence) as answer:
        if have and not (answer.status == PARTIAL and starts_at(answer.headers, have)):
            have = 0
        length = answer.headers.get("Content-Length")
        total = have + int(length) if length and length.isdigit() else None
        if total is not None and total > limits.largest:
            raise DownloadError(f"{url} is {total:,} bytes, more than any country's dump: nothing was kept")
        if not have:
            mark_version(part, url, answer.headers)
        done = have
        with part.open("ab" if have else "wb") as file:
            tell(url, done, total)
            while chunk := answer.read(CHUNK):
                done += len(chunk)
                if done > limits.largest:
                    file.close()
                    discard(part)
                    raise DownloadError(
                        f"{url} does not end within {limits.largest:,} bytes: nothing was kept"
                    )
                file.write(chunk)
                tell(url, done, total)
    if total is not None and done < total:
        raise OSError(f"the connection ended after {done:,} of {total:,} bytes")


def starts_at(headers: http.client.HTTPMessage, offset: int) -> bool:
    """Whether an answer's Content-Range begins at `offset`: only then it may be appended."""
    return str(headers.get("Content-Range", "")).startswith(f"bytes {offset}-")


def mark_of(part: Path) -> Path:
    """The file that says which version of which address `part` was begun from."""
    return part.with_name(part.name + ".json")


def mark_version(part: Path, url: str, headers: http.client.HTTPMessage) -> None:
    """Note the version that a download begins with; a weak entity tag does not name bytes."""
    tag = headers.get("ETag") or ""
    version = tag if tag.startswith('"') else headers.get("Last-Modified") or ""
    mark_of(part).write_text(json.dumps({"url": url, "version": version}), encoding="utf-8")


def begun(part: Path, url: str) -> tuple[int, str]:
    """(bytes, version) of an earlier try that can be gone on with, else (0, "")."""
    try:
        mark = json.loads(mark_of(part).read_text(encoding="utf-8"))
        size = part.stat().st_size
    except (OSError, ValueError):
        return 0, ""
    if not isinstance(mark, dict) or mark.get("url") != url or not mark.get("version"):
        return 0, ""
    return size, str(mark["version"])


def discard(part: Path) -> None:
    """Forget an earlier try."""
    part.unlink(missing_ok=True)
    mark_of(part).unlink(missing_ok=True)
