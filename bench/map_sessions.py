"""Many sessions at once against one server, driven over its websocket without browsers.

Each session asks for a filter by its address, all at the same moment: each for another one, or all for the
same. Measured from the question to the server's word that the page is finished. With it the server's memory.
"""

import math
import os
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

KINDS = ("drone", "rocket", "ied", "airstrike", "shelling", "armed_assault")


def server_memory() -> float:
    """Resident memory in MB of the server that this process started."""
    total = 0.0
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            told = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
        except OSError:
            continue  # it ended meanwhile
        command = (
            (status.parent / "cmdline").read_bytes()
            if told.get("PPid", "").strip() == str(os.getpid())
            else b""
        )
        if b"streamlit" in command:
            total += int(told.get("VmRSS", "0 kB").split()[0]) / 1024
    return total


def _ask(session: ClientConnection, query: str) -> float:
    """Seconds until the server has finished the page of `query`."""
    message = BackMsg()
    message.rerun_script.query_string = query
    start = time.perf_counter()
    session.send(message.SerializeToString())
    while True:
        answer = ForwardMsg()
        answer.ParseFromString(session.recv(timeout=120))  # type: ignore[arg-type]
        if answer.WhichOneof("type") == "script_finished":
            return time.perf_counter() - start


def _asked(session: int, turn: int, equal: bool) -> str:
    """What a session asks for in its turn: no two ask for the same in five turns, unless all do."""
    if equal:
        return f"type={KINDS[turn % len(KINDS)]}&lang=en"
    months, kind = divmod(session * 5 + turn, len(KINDS))
    return f"type={KINDS[kind]}&from={2019 + (6 + months) // 12}-{(6 + months) % 12 + 1:02d}&lang=en"


def at_share(values: Sequence[float], share: float) -> float:
    """The smallest value that `share` of the values do not exceed."""
    return sorted(values)[max(0, math.ceil(len(values) * share) - 1)]


def measure_sessions(address: str, sessions: int, rounds: int, *, equal: bool = False) -> dict[str, Any]:
    """Seconds of a filter change with `sessions` asking at once, and MB of memory for one and for each more."""
    url = f"ws://{urlsplit(address).netloc}/_stcore/stream"
    opened = [connect(url, origin=address, subprotocols=["streamlit"], max_size=None)]  # type: ignore[list-item,arg-type]
    _ask(opened[0], "lang=en")
    one = server_memory()
    for _ in range(sessions - 1):
        opened.append(connect(url, origin=address, subprotocols=["streamlit"], max_size=None))  # type: ignore[list-item,arg-type]
        _ask(opened[-1], "lang=en")
    times: list[float] = []
    gate = threading.Barrier(sessions)

    def work(index: int) -> None:
        for turn in range(rounds):
            gate.wait()
            times.append(_ask(opened[index], _asked(index, turn, equal)))

    threads = [threading.Thread(target=work, args=(index,)) for index in range(sessions)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    many = server_memory()
    for each in opened:
        each.close()
    return {
        "sessions": sessions,
        "filters": "equal" if equal else "each another",
        "p50_s": round(at_share(times, 0.5), 2),
        "p95_s": round(at_share(times, 0.95), 2),
        "one_session_mb": round(one),
        "each_further_mb": round((many - one) / max(1, sessions - 1), 1),
    }
