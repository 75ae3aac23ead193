import pytest

from share.marking import marked_sentence, plain, safe_url, shortened

NAMES = {"place": "place", "date": "date", "type": "type", "actor": "actor", "toll": "toll", "other": "other"}
PAYLOADS = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\"><svg onload=alert(1)>", "'`${alert(1)}`", "{{7*7}}",
    "javascript:alert(1)", "&lt;b&gt;", "</style><script>x</script>", "\u202egnp.exe",
]  # fmt: skip


def marked(text, evidence, start=0, end=None):
    return marked_sentence(text, start, len(text) if end is None else end, evidence, NAMES)


def test_words_are_marked_by_their_offsets_in_the_article():
    text = "Title. A drone hit Erbil airport."
    found = marked(text, {"type": (9, 14), "place": (19, 32), "quote": (7, 33)}, start=7)
    assert found == (
        'A <mark class="kh-type" title="type">drone</mark> hit <mark class="kh-place" title="place">Erbil airport</mark>.'
    )


@pytest.mark.parametrize(
    "evidence",
    [
        {"place": (-5, 3)}, {"place": (30, 90)}, {"place": (5, 5)}, {"place": (9, 2)}, {"unheard_of": (0, 3)},
        {"quote": (0, 33)},
    ],
)  # fmt: skip
def test_spans_that_fit_nowhere_are_left_out(evidence):
    assert "<mark" not in marked("Title. A drone hit Erbil airport.", evidence)


def test_overlapping_spans_mark_the_longer_first_one():
    assert marked("two drones", {"weapon_count": (0, 10), "type": (4, 10)}).count("<mark") == 1


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_text_stays_text(payload):
    text = f"before {payload} after"
    found = marked(text, {"place": (7, 7 + len(payload))})
    inner = found.replace('<mark class="kh-place" title="place">', "").replace("</mark>", "")
    assert "<" not in inner
    assert ">" not in inner
    assert "\u202e" not in found


def test_a_very_long_title_is_cut():
    assert len(shortened("x" * 1_000_000)) <= 221
    assert len(marked("y" * 1_000_000, {})) < 2000


def test_plain_drops_what_turns_text_and_shows_control_characters():
    assert plain("a\u202eb\u2067c\x00d") == "abc\ufffdd"
    assert plain("سطر‌واحد") == "سطر‌واحد"  # a joiner within a word stays


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://example.org/a?b=1&c=2", "https://example.org/a?b=1&amp;c=2"), ("http://example.org", "http://example.org"),
        ("javascript:alert(1)", ""), ("JaVaScRiPt:alert(1)", ""), ("data:text/html,x", ""), ("https://a\" onclick=x", ""),
        ("//example.org", ""), ("https://", ""), (None, ""), ("https://e.org/" + "a" * 3000, ""), (" https://e.org", ""),
    ],
)  # fmt: skip
def test_only_web_links_become_links(url, kept):
    assert safe_url(url) == kept
