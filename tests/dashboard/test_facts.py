"""The facts of a record: who did it, who is only accused, who denies it, and how certain the news is."""

import re

import pytest

from bench.synthetic import write_synthetic
from dashboard.facts import record_html
from dashboard.texts import Texts
from pipeline.rows import RecordRow
from pipeline.store import open_store, write_store
from pipeline.store.schema import RECORDS_SCHEMA, records_table
from tests.dashboard.conftest import told

HEZBOLLAH, HOUTHIS, STATE, ISRAEL = "Kataib Hezbollah", "Houthis", "Islamic State", "Israel"


def party(name: str, role: str, by: str | None = None) -> dict[str, object]:
    return {"name": name, "role": role, "by": by, "span": [0, 1], "report_id": "r1"}


def facts(language: str = "en", **values: object) -> dict[str, str]:
    """What stands beside each label of an incident with these values."""
    row: RecordRow = dict.fromkeys(RECORDS_SCHEMA.names) | {  # type: ignore[assignment]
        "record": "incident", "attack_types": ["drone"], "outcome": "carried_out", "status": "stated", "parties": [], **values,
    }  # fmt: skip
    found = re.findall(r"<dt>(.*?)</dt><dd><bdi>(.*?)</bdi>", record_html(row, Texts(language)))
    return dict(found)


@pytest.mark.parametrize(
    ("parties", "values", "shown"),
    [
        ([], {}, {"Actor": "not stated"}),
        (
            [party(HEZBOLLAH, "accused", ISRAEL)],
            {},
            {"Actor": "not stated", "Accused": "Kataib Hezbollah (by Israel)"},
        ),
        ([party(HEZBOLLAH, "accused")], {}, {"Actor": "not stated", "Accused": "Kataib Hezbollah"}),
        # Not even where a record calls it the actor.
        (
            [party(HEZBOLLAH, "accused", ISRAEL)],
            {"actors": [HEZBOLLAH], "attributed_to": [HEZBOLLAH], "actor_status": "attributed", "actor2": HEZBOLLAH},
            {"Actor": "not stated", "Accused": "Kataib Hezbollah (by Israel)"},
        ),
        (
            [party(HEZBOLLAH, "accused", ISRAEL), party(HEZBOLLAH, "accused", STATE), party(HOUTHIS, "accused")],
            {},
            {"Accused": "Kataib Hezbollah (by Israel, Islamic State); Houthis"},
        ),
        (
            [party(HEZBOLLAH, "accused", ISRAEL), party(HEZBOLLAH, "denies", HEZBOLLAH)],
            {"actors": [HEZBOLLAH], "actor_status": "denied"},
            {"Actor": "not stated", "Accused": "Kataib Hezbollah (by Israel)", "Denied by": "Kataib Hezbollah"},
        ),
        # Two claim it, of whom a report can name one only as its actor.
        (
            [party(STATE, "claims", STATE), party(HOUTHIS, "claims", HOUTHIS)],
            {"actors": [STATE], "claimed_by": [STATE], "actor_status": "claimed"},
            {"Actor": "claimed by Islamic State, Houthis"},
        ),
        (
            [party(STATE, "did")],
            {"actors": [STATE], "attributed_to": [STATE]},
            {"Actor": "attributed to Islamic State"},
        ),
        # One report accuses it, in another it says that it was it.
        (
            [party(STATE, "accused", ISRAEL), party(STATE, "claims", STATE)],
            {"actors": [STATE], "claimed_by": [STATE]},
            {"Actor": "claimed by Islamic State"},
        ),
        ([party(ISRAEL, "struck")], {}, {"Actor": "not stated"}),
    ],
)  # fmt: skip
def test_an_accusation_is_no_attribution(
    parties: list[dict[str, object]], values: dict[str, object], shown: dict[str, str]
) -> None:
    found = facts(parties=parties, **values)
    assert {key: found[key] for key in shown} == shown
    if "Accused" not in shown:
        assert "Accused" not in found
    assert ("Denied by" in found) == ("Denied by" in shown)


def test_parties_in_arabic() -> None:
    found = facts("ar", parties=[party(STATE, "accused", ISRAEL), party(STATE, "denies")])
    assert found["الجهة"] == "غير مذكور"
    assert found["الجهة المتهمة"] == "تنظيم الدولة الإسلامية (باتهام من إسرائيل)"
    assert found["الجهة النافية"] == "تنظيم الدولة الإسلامية"


def test_names_are_escaped() -> None:
    found = facts(parties=[party("<b>x", "accused", "<i>y"), party("<u>z", "denies")])
    assert found["Accused"] == "&lt;b&gt;x (by &lt;i&gt;y)"
    assert found["Denied by"] == "&lt;u&gt;z"


@pytest.mark.parametrize(
    ("status", "language", "said"),
    [
        ("unconfirmed", "en", "Unconfirmed"),
        ("disputed", "en", "Disputed"),
        ("unconfirmed", "ar", "أنباء غير مؤكدة"),
        ("disputed", "ar", "روايات متضاربة"),
        ("stated", "en", None),
        (None, "en", None),
    ],
)
def test_what_is_not_certain_is_said(status: str | None, language: str, said: str | None) -> None:
    label = Texts(language)("evidence.status")
    assert facts(language, status=status).get(label) == said


def test_the_title_counts_what_is_not_certain(run_page, tmp_path) -> None:
    write_synthetic(tmp_path / "made", 6, 1, seed=4)
    found = open_store(tmp_path / "made")
    rows = found.table("incidents").to_pylist()
    series = found.table("series").to_pylist()
    for row, status in zip(
        [*rows, *series], ["unconfirmed", "disputed", *["stated"] * 4, "disputed"], strict=True
    ):
        row["status"] = status
    tables = {name: found.table(name) for name in ("articles", "reports")}
    write_store(
        tmp_path / "made", tables | {"incidents": records_table(rows), "series": records_table(series)}, {}
    )
    assert "2 unconfirmed or disputed" in told(run_page(tmp_path / "made", lang="en"))
    assert "٢ غير مؤكدة أو رواياتها متضاربة" in told(run_page(tmp_path / "made", lang="ar"))
