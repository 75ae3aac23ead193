"""What is sent to the map: compact, whole, and without a word of the news."""

import base64
import json

import numpy as np

from bench.synthetic import write_synthetic
from dashboard.map_layer import MOST_DOTS, first_window, marks_layer, payload
from dashboard.texts import Texts
from pipeline.store import open_store
from pipeline.view import Filter, Records, Window, view


def unpacked(packed):
    kind, text = packed
    return np.frombuffer(base64.b64decode(text), f"<{kind}")


def sent(store, asked="", window=None, opened=None):
    records = Records.load(open_store(store))
    return records, payload(view(records, Filter.parse(asked)), window, Texts("en"), {}, opened)


def test_dots_are_the_points_of_the_view(store):
    records, content = sent(store)
    shown = view(records, Filter())
    rows = unpacked(content["dots"]["row"])
    assert rows.tolist() == shown.points.tolist()
    assert np.allclose(unpacked(content["dots"]["lat"]) / 1e5, records.lat[rows], atol=1e-5)
    assert sum(area[4] for area in content["areas"]) == len(shown.wide)
    assert not content["partial"]
    series = unpacked(content["dots"]["flags"]) & 4 > 0
    assert series.sum() == shown.count("series")


def test_no_name_or_word_of_the_news_is_sent(store):
    records, content = sent(store)
    text = json.dumps(content, ensure_ascii=False)
    for name in records.columns["place_name_ar"].values:
        assert not name or name not in text
    assert "Invented" not in text
    assert "Example" not in text


def test_a_record_known_to_a_governorate_is_an_area_and_no_dot(store):
    _, content = sent(store)
    wide = {row for area in content["areas"] for row in area[7]}
    assert wide
    assert not wide & set(unpacked(content["dots"]["row"]).tolist())
    assert {area[0] for area in content["areas"]} <= {
        "IQ",
        "IQ/Anbar",
        "IQ/Nineveh",
        "IQ/Diyala",
        "SY/Deir ez-Zor",
    }


def test_areas_are_what_a_plain_loop_finds(tmp_path):
    write_synthetic(tmp_path, 1500, 3, evidence=0)
    records, content = sent(tmp_path, "type=drone,ied,rocket")
    found = {}
    for row in view(records, Filter.parse("type=drone,ied,rocket")).wide.tolist():
        each = records.record(row)
        outlined = {
            "country": (each["country"],),
            "governorate": (each["country"], each["governorate"]),
        }.get(each["geo_precision"], ("?", each["place_id"]))
        found.setdefault((outlined, each["lat"], each["lon"]), []).append(row)
    assert [area[7] for area in content["areas"]] == [rows[::-1][:60] for rows in found.values()]
    assert [area[4] for area in content["areas"]] == [len(rows) for rows in found.values()]
    assert [area[0] for area in content["areas"]] == [
        "?/" if key[0] == "?" else "/".join(key) for key, _, _ in found
    ]
    assert len(found) > 3


def test_the_first_view_is_guessed_as_the_map_will_fit_it(tmp_path):
    assert first_window((42.0, 31.0, 45.0, 35.0)).zoom == 7
    assert first_window((44.0, 36.0, 44.0, 36.0)).zoom == 8, "a single place is shown from no nearer"
    assert first_window((20.0, 8.0, 70.0, 48.0)).zoom == 4
    write_synthetic(tmp_path, 3000, 3, evidence=0)
    _, content = sent(tmp_path)
    west, south, east, north = content["core"]
    held = content["held"]
    assert held[0] <= west
    assert held[1] <= south
    assert held[2] >= east
    assert held[3] >= north
    assert held[4] == round(first_window(content["core"]).zoom)


def test_many_records_become_cells_and_few_in_sight_become_dots(tmp_path):
    write_synthetic(tmp_path, 9000, 3, evidence=0)
    _, whole = sent(tmp_path)
    assert whole["partial"]
    assert unpacked(whole["cells"]["count"]).sum() > MOST_DOTS
    assert len(json.dumps(whole)) < 100_000
    _, near = sent(tmp_path, window=Window(47.0, 30.0, 48.5, 31.5, 11))
    assert 0 < len(unpacked(near["dots"]["row"])) <= MOST_DOTS
    assert near["held"][4] is None
    assert len(json.dumps(near)) < 100_000


def test_the_layer_writes_no_end_of_a_script():
    group = marks_layer({"areas": [["</script><img>`${x}`", 1]]})
    layer = next(iter(group._children.values()))
    assert "<" not in layer.payload
