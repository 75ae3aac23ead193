"""`watch`: rounds that go on after a failure, build what is new, and stop cleanly."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.__main__ import main
from pipeline.fetch.feed_list import FeedsError
from pipeline.store import build_lock, open_store
from pipeline.watch import watch
from tests.pipeline.misbehaving import Behaviour, gives, item, rss, serving, status
from tests.pipeline.test_fetch import feeds_file

ROOT = Path(__file__).parents[2]


class Desk:
    """A server, a FEEDS.toml and folders; `watch` runs with what happens before each wait."""

    def __init__(self, folder: Path, does: Behaviour, address: str) -> None:
        self.does, self.out, self.store = does, folder / "fetched", folder / "store"
        self.feeds = feeds_file(folder, f"{address}/feed")
        self.said: list[str] = []
        self.waited: list[float] = []

    def watch(self, *between: Callable[[], object]) -> None:
        """Rounds, with one of `between` in each wait, and Ctrl-C in the wait after the last."""
        steps = list(between)

        def wait(seconds: float) -> None:
            self.waited.append(seconds)
            if not steps:
                raise KeyboardInterrupt
            steps.pop(0)()

        watch(self.feeds, self.out, self.store, 15, self.said.append, wait=wait, clock=lambda: 0.0)

    def rounds(self) -> list[str]:
        return [each for each in self.said if each.startswith("round ")]

    def titles(self) -> list[str]:
        return sorted(open_store(self.store).table("articles").column("title").to_pylist())


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    does = Behaviour({"/feed": gives(rss(item(1), item(2)))})
    with serving(does) as address:
        yield Desk(tmp_path, does, address)


def test_rounds_join_what_is_new_and_say_what_they_did(desk: Desk) -> None:
    more = gives(rss(item(2), item(3)))
    desk.watch(lambda: desk.does.paths.update({"/feed": more}), lambda: None)
    assert desk.titles() == ["خبر 1", "خبر 2", "خبر 3"]
    first, second, third = desk.rounds()
    assert "2 new articles, 0 not fetched" in first
    assert "has 2 articles" in first
    assert "1 new articles" in second
    assert "has 3 articles" in second
    assert third.endswith("0 new articles, 0 not fetched; nothing to build")
    assert desk.waited == [900, 900, 900]
    assert desk.said[-1].startswith("stopped after 3 rounds")


def test_a_round_that_fails_does_not_end_it_and_the_next_makes_up_for_it(desk: Desk) -> None:
    good = desk.feeds.read_text()
    held = build_lock(desk.store)

    def spoil() -> None:
        held.__exit__(None, None, None)
        desk.feeds.write_text("[[feeds")

    def mend() -> None:
        desk.feeds.write_text(good)

    held.__enter__()
    desk.watch(spoil, mend)
    first, second, third = desk.rounds()
    assert "failed" in first
    assert "is being built by" in first
    assert "failed" in second
    assert "is not TOML" in second
    assert "has 2 articles" in third
    assert desk.titles() == ["خبر 1", "خبر 2"]


def test_a_feed_that_fails_is_said_and_the_round_is_done(desk: Desk) -> None:
    desk.does.paths["/feed"] = status(404)
    desk.watch()
    assert "0 new articles, 1 not fetched; nothing to build" in desk.rounds()[0]
    assert any(line.startswith("refused: Outlet") for line in desk.said)


def test_a_store_that_is_gone_is_built_again_from_all_that_was_fetched(desk: Desk) -> None:
    import shutil

    desk.watch(lambda: shutil.rmtree(desk.store))
    assert desk.titles() == ["خبر 1", "خبر 2"]


def test_a_file_that_cannot_be_used_is_said_at_once(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.feeds.write_text("")
    with pytest.raises(FeedsError):
        desk.watch()
    assert main(["watch", str(desk.feeds)]) == 2
    assert "there is no feed" in capsys.readouterr().err


@pytest.mark.parametrize("minutes", ["0", "-5", "x", "nan", "20000"])
def test_the_pause_is_a_sensible_number_of_minutes(minutes: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["watch", "feeds.toml", "--every", minutes])
    assert "is not a number of minutes" in capsys.readouterr().err


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_the_command_cleanly(desk: Desk, sent: signal.Signals) -> None:
    command = [
        sys.executable,
        "-m",
        "pipeline",
        "watch",
        str(desk.feeds),
        "--out",
        str(desk.out),
        "--store",
        str(desk.store),
    ]
    started: Any = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True, env={**os.environ})
    with started:
        said = ""
        until = time.monotonic() + 120
        while "next round at" not in said and time.monotonic() < until:
            said += started.stderr.readline()
        started.send_signal(sent)
        said += started.stderr.read()
        assert started.wait(30) == 0
    assert "stopped after 1 rounds" in said
    assert "Traceback" not in said
    assert desk.titles() == ["خبر 1", "خبر 2"]
