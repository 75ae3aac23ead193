"""What strikes without arms is no attack: nature, campaigns, prices, illness, sport; and what is one all the same."""

from collections.abc import Callable

import pytest

from pipeline.extract import Reading

EVERYDAY = [
    "A heart attack killed the mayor of Kirkuk on Tuesday.",
    "The passenger suffered a panic attack at Erbil airport.",
    "A cyber attack took the ministry's servers in Baghdad off line.",
    "The hall exploded in applause in Baalbek.",
    "Food prices exploded in Basra this month.",
    "An earthquake struck Halabja on Sunday, killing 12 people.",
    "A magnitude 5.1 earthquake early on Sunday struck near Khanaqin.",
    "Flash floods hit Erbil, leaving two dead.",
    "Three people were killed in floods in Dohuk on Friday.",
    "A heatwave struck Basra in July.",
    "The vaccination campaign targets schools in Mosul.",
    "The project targets farmers in Diyala.",
    "Unemployment hit Nasiriyah hardest.",
    "A power cut hit Baghdad on Monday.",
    "Cholera struck Sulaymaniyah last summer.",
    "Stray dogs attacked children in Amara.",
    "The film is a hit in Beirut.",
    "Oil workers in Basra ended their hunger strike.",
    "The two sides struck a deal in Doha.",
    "Her new single hit the charts in Cairo.",
    "ضربت هزة أرضية مدينة حلبجة فجر الأحد.",
    "ضرب زلزال السليمانية الأحد وأودى بحياة ثلاثة.",
    "تضرب البصرة موجة حر شديدة.",
    "ضربت عاصفة ترابية بغداد وأغلقت المطار.",
    "قتل شخصان في سيول ضربت أربيل.",
    "استهدفت حملة التلقيح المدارس في الموصل.",
    "يستهدف المشروع المزارعين في ديالى.",
    "شن النائب هجوماً حاداً على الحكومة في بغداد.",
    "هجوم سيبراني عطل مواقع المصارف في بغداد.",
    "انفجرت القاعة بالتصفيق في بعلبك.",
    "احتسب الحكم ضربة جزاء في ملعب أربيل.",
    "تعرض الصحفي لهجوم لفظي في أربيل.",
    "هاجمت كلاب سائبة أطفالاً في العمارة.",
    "ضربت الكوليرا السليمانية في الصيف.",
    "سجل خط الهجوم هدفين في البصرة.",
]  # fmt: skip
ATTACKS = [
    ("Drones hit Basra during a sandstorm.", "Basra"),
    ("A rocket struck Halabja hours after an earthquake.", "Halabja"),
    ("Gunmen attacked a convoy of flood victims near Kirkuk.", "Kirkuk"),
    ("Militants targeted an aid project in Mosul.", "Mosul"),
    ("A bomb hit a bus in Baquba, killing four people.", "Baquba"),
    ("The mayor of Kirkuk died of a heart attack. A car bomb exploded in Tikrit on Sunday.", "Tikrit"),
    ("استهدفت طائرة مسيرة البصرة خلال عاصفة ترابية.", "البصرة"),
    ("ضربت صواريخ حلبجة بعد ساعات من الزلزال.", "حلبجة"),
    ("استُهدفت قاعدة عين الأسد أمس.", "عين الأسد"),
    ("استهدف مسلحون مشروعاً زراعياً في ديالى.", "ديالى"),
    ("شن مسلحون هجوماً على نقطة في كركوك.", "كركوك"),
    ("انفجرت عبوة في ملعب أربيل.", "أربيل"),
]  # fmt: skip
# Read wrongly today; whoever mends one must take its mark away.
BUGS = {"قتل شخصان في سيول ضربت أربيل.": "سيول is taken for Seoul, which hides the floods"}


def marked(text: str) -> list[pytest.MarkDecorator]:
    return [pytest.mark.xfail(strict=True, reason=BUGS[text])] if text in BUGS else []


@pytest.mark.parametrize("text", [pytest.param(each, marks=marked(each), id=each[:40]) for each in EVERYDAY])
def test_without_arms_nothing_is_reported(read: Callable[..., Reading], text: str) -> None:
    assert [(r.place_name, r.attack_types) for r in read(text).reports] == []


@pytest.mark.parametrize(
    ("text", "place"), [pytest.param(t, p, marks=marked(t), id=t[:40]) for t, p in ATTACKS]
)
def test_attacks_beside_them_are_reported(read: Callable[..., Reading], text: str, place: str) -> None:
    reading = read(text)
    assert [place in (r.place_name or "") for r in reading.reports] == [True], reading.decisions


def test_a_title_may_speak_of_arms(read: Callable[..., Reading]) -> None:
    text = "A school was hit in Mosul on Sunday."
    assert not read(text).reports
    assert read(text, title="Mortar fire in Nineveh").reports
