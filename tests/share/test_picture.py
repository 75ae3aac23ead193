"""The picture: what stands on it, that nothing overlaps or is cut, and that odd input gives a right one."""

import io
import itertools
import time

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

from bench.synthetic import write_synthetic
from pipeline.store import open_store
from pipeline.view import Filter, Records
from share.lettering import Lettering, writable
from share.look import Look
from share.picture import HIGH, WIDE, draw_picture
from share.selection import Care, select
from share.words import Words
from tests.share.conftest import DAY

LONG = (
    "تقرير مفصّل عن الهجمات بطائرات مسيّرة من طراز Shahed-136 وصواريخ BM-21 (Grad) عيار 122 ملم على قاعدة عين الأسد "
    "ومطار أربيل الدولي بين 2021-07-31 و2021-12-26، مع 14 حادثة نُسبت إلى «فصائل» غير مسمّاة، بنسبة 35.5% من المجموع؛ "
    "أعدّه فريق OSINT-IQ v2.0 لمعهد Example/Institute في بغداد — 日本 $x_2$ \u202e\x07"
)


def boxes(drawn):
    """Where each written line stands on the sheet, in pixels of the drawing."""
    canvas = FigureCanvasAgg(drawn.figure)
    canvas.draw()
    renderer = canvas.get_renderer()
    found = []
    for axes in drawn.figure.axes:
        for text in axes.texts:
            box = text.get_window_extent(renderer)
            found.append((text.get_text(), (box.x0, box.y0 + 1, box.x1, box.y1 - 1)))
    return found


def overlaps(found):
    return [
        (a[0], b[0])
        for a, b in itertools.combinations(found, 2)
        if min(a[1][2], b[1][2]) - max(a[1][0], b[1][0]) > 2
        and min(a[1][3], b[1][3]) - max(a[1][1], b[1][1]) > 3
    ]


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("", ""),
        ("type=drone&from=2021-09&country=IQ", ""),
        ("q=nowhere-at-all", ""),
        ("country=IQ,SY&from=2020&to=2023", LONG),
    ],
)
def test_no_two_lines_cover_each_other_and_none_is_cut(selected, language, query, title):
    found = boxes(draw_picture(selected(query), Look(language, "dark", title)))
    assert overlaps(found) == []
    for text, box in found:
        assert box[0] >= 0, text
        assert box[1] >= 0, text
        assert box[2] <= WIDE + 1, text
        assert box[3] <= HIGH + 1, text


@pytest.mark.parametrize("language", ["en", "ar"])
def test_says_filter_counts_period_hash_day_and_caution(selected, language):
    selection = selected("type=drone,rocket&from=2021-09&country=IQ")
    texts = draw_picture(selection, Look(language)).texts
    whole = " ".join(texts)
    words = Words(language)
    assert words("page.caution") in texts
    assert words.count("page.incidents", selection.view.count("incident")) in whole
    assert words("page.claims", n=selection.view.claimed_only) in whole
    assert words.of("type", "rocket") in whole
    assert words.of("country", "IQ") in whole
    assert selection.snapshot_id in whole
    assert selection.data_hash in whole
    assert "GeoNames" in whole
    assert ("1 Apr 2024" if language == "en" else "١ نيسان ٢٠٢٤") in whole


def test_legend_counts_add_up(selected):
    selection = selected()
    counts = draw_picture(selection, Look()).texts
    legend = [
        int(each.replace(",", ""))
        for each in counts[counts.index("Attack type") :]
        if each.replace(",", "").isdigit()
    ]
    assert sum(legend) == len(selection.view.rows)


def test_png_is_twice_the_size_and_carries_id_and_counts(selected):
    selection = selected("country=IQ")
    drawn = draw_picture(selection, Look("ar", "dark", "عنوان"))
    with Image.open(io.BytesIO(drawn.png())) as image:
        assert image.size == (2 * WIDE, 2 * HIGH)
        assert image.text["Snapshot"] == selection.snapshot_id
        assert image.text["Incidents"] == str(selection.view.count("incident"))
        assert image.text["Title"] == "عنوان"
    assert selection.snapshot_id.encode() in drawn.svg()


@pytest.mark.parametrize("form", ["png", "svg"])
def test_same_bytes_again(selected, form):
    first, second = (getattr(draw_picture(selected("country=IQ"), Look()), form)() for _ in range(2))
    assert first == second


def test_arabic_lines_keep_their_direction_and_the_long_title_loses_nothing():
    letters = Lettering(Words("ar"))
    lines = letters.wrapped(LONG, 23, "bold", 1344, 4)
    assert len(lines) <= 4
    assert all(letters.width(each, 23, "bold") <= 1344 for each in lines)
    assert "".join(lines).replace(" ", "") == writable(LONG, "bold").replace(" ", "")
    assert "\u202e" not in "".join(lines)
    assert letters.line("F-16").startswith("\u200f")


def test_a_word_wider_than_the_sheet_is_cut_into_lines():
    letters = Lettering(Words("en"))
    lines = letters.wrapped("x" * 400, 23, "bold", 500, 3)
    assert len(lines) == 3
    assert lines[-1].endswith("…")


def test_coarsened_and_held_back_are_said(selected):
    coarse = draw_picture(selected(care=Care(0, True)), Look()).texts
    assert any("coarsened" in each for each in coarse)
    held = draw_picture(selected(care=Care(24 * 400)), Look()).texts
    assert any("held back" in each for each in held)


def test_ten_thousand_incidents_within_time(tmp_path):
    write_synthetic(tmp_path, 10_000, 3, evidence=1)
    store = open_store(tmp_path)
    records = Records.load(store)
    times = []
    for _ in range(2):
        start = time.process_time()
        drawn = draw_picture(select(store, records, Filter(), Care(), DAY), Look())
        drawn.png()
        times.append(time.process_time() - start)
    assert min(times) < 2
    assert overlaps(boxes(drawn)) == []
