"""One builder at a time."""

import datetime as dt
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.store.layout import StoreError

__all__ = ["build_lock"]


@contextmanager
def build_lock(out: Path, wait_seconds: float = 0.0) -> Iterator[None]:
    """Hold the right to build at `out`; StoreError that says who holds it after `wait_seconds`.

    The system frees the lock when its holder ends, however it ends.
    """
    import fcntl  # not on Windows, where only reading works

    out.mkdir(parents=True, exist_ok=True)
    with (out / "LOCK").open("a+", encoding="utf-8") as lock:
        deadline = time.monotonic() + wait_seconds
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as error:
                if time.monotonic() >= deadline:
                    lock.seek(0)
                    holder = lock.read(300).strip() or "another process"
                    raise StoreError(f"{out} is being built by {holder}; wait for it or stop it.") from error
                time.sleep(0.1)
        lock.truncate(0)
        lock.write(
            f"process {os.getpid()} on {os.uname().nodename} since {dt.datetime.now():%Y-%m-%d %H:%M:%S}\n"
        )
        lock.flush()
        try:
            yield
        finally:
            lock.truncate(0)
