"""The commands answer a person: help, what is not there yet, exit codes."""

import json
from pathlib import Path

import pytest

from pipeline.__main__ import main
from pipeline.store import write_store
from pipeline.store.schema import records_table

COMMANDS = ("build", "export", "explain", "check", "restore", "remove", "compare", "merges", "fetch", "watch")


@pytest.mark.parametrize("arguments", [["--help"], *([each, "--help"] for each in COMMANDS)])
def test_every_command_has_help(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 0
    assert "usage: python -m pipeline" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["compare", "acled.csv", "--from", "/nowhere"], "There is no build at /nowhere"),
        (["watch", "/nowhere.toml"], "/nowhere.toml: No such file or directory"),
        (["fetch", "/nowhere.toml"], "/nowhere.toml: No such file or directory"),
        (
            ["export", "--what", "series", "--format", "csv", "--schema", "acled", "--from", "/nowhere"],
            "There is no build at /nowhere",
        ),
        (["remove", "a1", "--from", "/nowhere"], "There is no build at /nowhere"),
        (["export", "--what", "series", "--format", "csv", "--filter", "tpye=drone"], "tpye: no such filter"),
        (
            ["export", "--what", "series", "--format", "csv", "--from", "/nowhere"],
            "There is no build at /nowhere",
        ),
        (["restore", "--from", "/nowhere"], "There is no build at /nowhere"),
    ],
)
def test_what_cannot_be_done_is_said(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert said in captured.err
    assert captured.out == ""


@pytest.mark.parametrize(
    "arguments", [[], ["buidl"], ["build"], ["build", "x", "--workers", "0"], ["restore", "--bakc", "1"]]
)
def test_a_misspelt_command_is_a_usage_error(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert "usage:" in capsys.readouterr().err


def test_export_and_restore(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    row = {
        "record_id": "i1",
        "record": "incident",
        "kind": "specific",
        "attack_types": ["drone"],
        "sample": False,
    }
    for count in (1, 2):
        rows = [{**row, "record_id": f"i{n}", "place_name": "أربيل"} for n in range(count)]
        write_store(tmp_path, {"incidents": records_table(rows)}, {})
    shown = ["export", "--what", "incidents", "--format", "jsonl", "--from", str(tmp_path)]
    assert main(shown) == 0
    first = [json.loads(line) for line in capfdbinary.readouterr().out.splitlines()]
    assert [each["incident_id"] for each in first] == ["i0", "i1"]
    assert main(["restore", "--from", str(tmp_path)]) == 0
    assert "build-000001" in capfdbinary.readouterr().err.decode()
    assert main(shown) == 0
    assert len(capfdbinary.readouterr().out.splitlines()) == 1
