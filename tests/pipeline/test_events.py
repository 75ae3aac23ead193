"""Which place an attack belongs to: what is struck, and what is only named beside it."""

from collections.abc import Callable

import pytest

from pipeline.extract import Reading
from tests.expectations import assert_reads, cases, want

PLACES = [
    # --- prepositions and idafa
    ("قُصفت قاعدة عين الأسد أمس.", [want("عين الأسد", geo_precision="site")], "passive, the base itself"),
    ("قصف مسلحون مدينة الفلوجة أمس.", [want("الفلوجة", geo_precision="town")], "object of the verb"),
    ("وقع انفجار في بعقوبة أمس.", [want("بعقوبة", types="unspecified")], "in"),
    ("وقع انفجار ببعقوبة أمس.", [want("بعقوبة")], "in, written onto the name"),
    ("تعرضت بلدة آمرلي لقصف بقذائف الهاون أمس.", [want("آمرلي", types="shelling")], "undergo"),
    ("تعرض مطار أربيل لهجوم بطائرة مسيرة أمس.", [want("مطار أربيل", types="drone")], "undergo, a site"),
    ("استهدفت طائرة مسيرة مطار أربيل أمس.", [want("مطار أربيل", types="drone")], "the weapon stands before its place"),
    ("استهدف صاروخ قاعدة بلد الجوية أمس.", [want("بلد", types="rocket")], "a rocket before the base it hit"),
    ("هجوم مسلح على حاجز في الطارمية أمس.", [want("الطارمية", types="armed_assault")], "a headline without a verb"),
    ("A bomb exploded in Baquba on Saturday.", [want("Baquba")], "in"),
    ("Shelling hit the town of Amerli on Saturday.", [want("Amerli", types="shelling")], "town of"),
    ("Gunmen stormed a bank in Fallujah on Saturday.", [want("Fallujah", types="armed_assault")], "in, after an object"),
    ("Erbil airport was attacked by two drones on Saturday.", [want("Erbil", types="drone", geo_precision="site")], "passive"),
    # --- the nest's finest place
    ("انفجرت عبوة ناسفة في حي الوحدة بمدينة كركوك شمالي العراق أمس.", [want("الوحدة")], "quarter, city, country"),
    ("قُصف حقل العمر النفطي بريف دير الزور شرقي سوريا أمس.", [want("العمر", geo_precision="site")], "field, countryside, country"),
    ("Rockets struck Ain al-Asad air base in Anbar province in western Iraq on Saturday.", [want("Asad", geo_precision="site")], "base, province, country"),
    # --- lists
    ("قُصفت كركوك والحويجة وطوزخورماتو أمس.", [want("كركوك"), want("الحويجة"), want("طوزخورماتو")], "three coordinated places"),
    ("هجمات بالصواريخ على قاعدتي عين الأسد وحرير أمس.", [want("عين الأسد"), want("حرير")], "a dual head and two names"),
    ("Rockets hit Mosul and Tikrit on Saturday.", [want("Mosul"), want("Tikrit")], "two places joined by and"),
    ("Bombs exploded in Baghdad, Kirkuk and Mosul on Saturday.", [want("Baghdad"), want("Kirkuk"), want("Mosul")], "a list with commas"),
    ("انفجارات في الرمادي، وتكريت، وسامراء أمس.", [want("الرمادي"), want("تكريت"), want("سامراء")], "an Arabic list with commas"),
    # --- two attacks in one sentence
    ("انفجرت عبوة ناسفة في تكريت أمس، فيما قُصفت بلدة آمرلي بقذائف الهاون.", [want("تكريت", types="ied"), want("آمرلي", types="shelling")], "each its own type"),
    ("A car bomb exploded in Tikrit on Saturday, while gunmen attacked a post in Samarra.", [want("Tikrit", types="vehicle_bomb"), want("Samarra", types="armed_assault")], "each its own type, English"),
    # --- launch sites are not struck
    ("سقطت ثلاثة صواريخ كاتيوشا انطلقت من ناحية البغدادي على قاعدة عين الأسد الجوية.", [want("عين الأسد")], "launch site before the target"),
    ("قُصفت قاعدة عين الأسد أمس بصواريخ أُطلقت من قضاء هيت.", [want("عين الأسد")], "launch site after the target"),
    ("قُصفت قاعدة حرير أمس بطائرة مسيرة انطلقت من إيران.", [want("حرير")], "a country to launch from"),
    ("Rockets fired from Hamdaniya struck Erbil International Airport on Friday.", [want("Erbil")], "fired from"),
    ("Rockets launched from the Hawija area hit the K1 base in Kirkuk on Friday.", [want("K1")], "launched from"),
    # --- speakers' places
    ("قال مصدر أمني في بغداد إن عبوة ناسفة انفجرت في تكريت أمس.", [want("تكريت")], "a source sits in Baghdad"),
    ("بغداد تدين قصف أربيل أمس.", [want("أربيل")], "Baghdad condemns"),
    ("واشنطن: قُصفت قاعدة عين الأسد أمس.", [want("عين الأسد")], "a capital speaks"),
    ("A police source in Baghdad said a bomb exploded in Tikrit on Saturday.", [want("Tikrit")], "a source sits in Baghdad"),
    ("Tehran condemned the bombing in Kirkuk on Saturday.", [want("Kirkuk")], "a capital condemns"),
    ("قال الفريق المقيم في لندن إن طائرات قصفت الرقة أمس.", [want("الرقة", types="airstrike")], "who lives in London"),
    # --- motives
    ("قُصفت قاعدة حرير أمس نصرةً لغزة.", [want("حرير")], "in support of Gaza"),
    ("قُصفت قاعدة حرير أمس رداً على الغارات في دير الزور.", [want("حرير")], "in retaliation for raids elsewhere, undated"),
    # --- allegiance
    ("هاجمت ميليشيا موالية لإيران قاعدة التاجي أمس.", [want("التاجي")], "loyal to Iran"),
    ("An Iran-backed militia attacked the base in Taji on Saturday.", [want("Taji")], "Iran-backed"),
    ("قُصفت قرية تابعة لناحية المنصورية أمس بقذائف الهاون.", [want("المنصورية")], "belonging to a place tells where"),
    # --- movement
    ("وصلت تعزيزات إلى الموصل بعد انفجار في تلعفر أمس.", [want("تلعفر")], "reinforcements reached Mosul"),
    ("نُقل الجرحى إلى بغداد بعد انفجار في الصويرة أمس.", [want("الصويرة")], "the wounded were taken to Baghdad"),
    ("The wounded were taken to Sulaymaniyah after a bomb exploded in Khanaqin on Saturday.", [want("Khanaqin")], "taken to"),
    # --- beside
    ("انفجرت عبوة ناسفة على الطريق بين تكريت وسامراء أمس.", [want("تكريت")], "on a road between two towns: the end told first"),
    ("سقطت قذيفة على قرية سرجلة القريبة من قضاء مخمور أمس.", [want("سرجلة")], "a village near a district"),
    # --- names that are no places
    ("أعلنت المقاومة الإسلامية في العراق استهداف قاعدة حرير أمس.", [want("حرير")], "a group's name holds a country"),
    ("أفاد مراسل الميادين بانفجار في الحسكة أمس.", [want("الحسكة")], "an outlet named like a town"),
    ("قال قائد سرايا القدس إن مقاتليه قصفوا عسقلان أمس.", [want("عسقلان")], "a group's name holds Jerusalem"),
    ("Al-Quds Brigades fighters shelled Ashkelon on Saturday.", [want("Ashkelon", types="shelling")], "the same in English"),
    # --- carried over
    ("قُصفت قاعدة حرير أمس. وتعرضت القاعدة نفسها لهجوم بطائرة مسيرة يوم الخميس.", [want("حرير", date="2021-09-11"), want("حرير", types="drone", date="2021-09-09")], "the same base again"),
    ("وقع انفجار في بعقوبة أمس. وأسفر التفجير عن مقتل شرطيين.", [want("بعقوبة", killed=2)], "the attack goes on in the next sentence"),
    # --- told twice
    ("انفجرت عبوة ناسفة في تكريت أمس. وقال شرطي إن العبوة انفجرت في تكريت أمس قرب مدرسة.", [want("تكريت")], "once each"),
    ("A bomb exploded in Tikrit on Saturday. Police said the Tikrit bombing on Saturday hit a market.", [want("Tikrit")], "once each, English"),
    # --- nothing
    ("زار الوزير كركوك والموصل أمس.", [], "no attack at all"),
    ("اجتمع القادة في أربيل أمس لبحث الميزانية.", [], "a meeting"),
    ("The minister visited Mosul and Tikrit on Saturday.", [], "a visit"),
    ("وصلت قوات جديدة إلى قاعدة عين الأسد أمس.", [], "reinforcement, as in the seed"),
    ("تسلمت بغداد شحنة صواريخ أمس.", [], "an arms transfer"),
    ("وصفت الرئاسة ما حصل بأنه اعتداء سافر، مطالبة أنقرة بالاعتذار أمس.", [], "who is asked to apologise"),
    ("Senators pressed the cabinet to hit targets inside Iran.", [], "targets of a wish"),
    ("اعتقلت الشرطة ثلاثة مطلوبين في كركوك أمس.", [], "arrests"),
    ("Police arrested three suspects in Kirkuk on Saturday.", [], "arrests, English"),
    ("The price of oil hit a record in Baghdad on Saturday.", [], "hit a record"),
]  # fmt: skip
BUGS = {
    "quarter, city, country": "a quarter of the same name elsewhere parts the nest: two reports",
    "fired from": "a launch cue reaches over the site itself and the verb to the target",
    "the wounded were taken to Baghdad": "a movement's place before the clause border is taken as struck",
    "taken to": "a movement's place before the clause border is taken as struck",
    "a village near a district": "what a village lies near is a second report when the village is unknown",
}


@pytest.mark.parametrize(("text", "expected"), cases(*PLACES, bugs=BUGS))
def test_places(read: Callable[..., Reading], text: str, expected: list[dict[str, object]]) -> None:
    assert_reads(read(text), expected)


REFUSED = [
    ("سقطت ثلاثة صواريخ أُطلقت من ناحية البغدادي على قاعدة عين الأسد أمس.", "البغدادي", "place.launch_site"),
    ("قُصفت قاعدة حرير أمس بطائرة مسيرة انطلقت من إيران.", "إيران", "place.launch_site"),
    ("بغداد تدين قصف أربيل أمس.", "بغداد", "place.speaks"),
    ("Rockets fired from Hamdaniya struck a base near Erbil on Friday.", "Hamdaniya", "place.launch_site"),
]


@pytest.mark.parametrize(
    ("text", "name", "rule"), REFUSED, ids=[f"{rule}-{n}" for n, (_, _, rule) in enumerate(REFUSED)]
)
def test_a_refusal_has_its_rule(read: Callable[..., Reading], text: str, name: str, rule: str) -> None:
    reading = read(text)
    assert reading.annotated is not None
    span = reading.annotated.tokens.span
    rules = {span(d.first, d.last).of(text): d.rule for d in reading.decisions if not d.taken}
    assert any(name in words and found == rule for words, found in rules.items()), rules


def test_a_place_of_the_gazetteer_is_never_moved(read: Callable[..., Reading]) -> None:
    """An unknown village is named and unresolved, not drawn in its governorate's middle."""
    reading = read("انفجرت عبوة ناسفة في قرية زنبقستان أمس.")
    (report,) = reading.reports
    assert "زنبقستان" in (report.place_name or "")
    assert (report.place_id, report.lat, report.lon, report.geo_precision) == (None, None, None, None)


def test_evidence_quotes_the_text(read: Callable[..., Reading]) -> None:
    text = "وفي وقت سابق، انفجرت عبوةٌ ناسفة في بَعقوبة فجر الجمعة، ما أدى إلى مقتل 3 جنود وإصابة 5 آخرين."
    (report,) = read(text).reports
    quoted = {field: text[start:end] for field, (start, end) in report.evidence.items()}
    assert quoted["place"] == "بَعقوبة"
    assert quoted["date"] == "فجر الجمعة"
    assert quoted["type"] == "انفجرت"
    assert quoted["weapon"] == "عبوةٌ ناسفة"
    assert "3" in quoted["killed"]
    assert "5" in quoted["injured"]
    assert report.quote == text
    fields = {each for each in quoted if ":" not in each}
    assert fields - {"quote"} <= set(report.reason) | {"killed", "injured", "weapon", "weapon_count"}
    decided = {
        f"{field}:{fact}" for field in ("place", "type", "kind") for fact in report.reason.get(field, [])
    }
    assert decided <= set(quoted) | {f"type:trigger.role.{role}" for role in ("blast", "detonate")}
