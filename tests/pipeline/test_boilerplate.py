"""Related headlines stuck in a page's text are left out; an article that says "related" is not."""

from collections.abc import Callable

import pytest

from pipeline.extract import Reading
from tests.expectations import assert_reads, cases, want

PAGES = [
    ("قُصفت قاعدة حرير أمس.\nاقرأ أيضاً:\nانفجار في الموصل أمس\nقصف على بلد أمس", [want("حرير")], "a marker and two headlines"),
    ("قُصفت قاعدة حرير أمس.\nاقرأ أيضا: انفجار في الموصل أمس\nوقالت الشرطة إن انفجاراً وقع في كركوك أمس.", [want("حرير"), want("كركوك")], "the article goes on after one headline"),
    ("قُصفت قاعدة حرير أمس.\nمواضيع ذات صلة\nتفجير في بعقوبة أمس", [want("حرير")], "a marker without a colon"),
    ("A bomb exploded in Kirkuk on Saturday.\nRead more:\nShelling hits Mosul", [want("Kirkuk")], "English marker"),
    ("A bomb exploded in Kirkuk on Saturday.\nRelated: Shelling hits Mosul", [want("Kirkuk")], "marker and headline on one line"),
    ("انفجرت عبوة في كركوك أمس.\nوقُصفت الطارمية أمس.", [want("كركوك"), want("الطارمية")], "no marker"),
    ("قال إن ملفات ذات صلة بالأمن نوقشت أمس، وانفجرت عبوة في كركوك أمس.", [want("كركوك")], "the marker's words in a sentence"),
    ("Police said a related attack hit Kirkuk on Saturday.", [want("Kirkuk")], "related as a plain word"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), cases(*PAGES))
def test_pages(read: Callable[..., Reading], text: str, expected: list[dict[str, object]]) -> None:
    assert_reads(read(text), expected)


def test_what_is_left_out_is_said(read: Callable[..., Reading]) -> None:
    reading = read("قُصفت قاعدة حرير أمس.\nاقرأ أيضاً:\nانفجار في الموصل أمس")
    assert "text.related_headlines" in {d.rule for d in reading.decisions}
