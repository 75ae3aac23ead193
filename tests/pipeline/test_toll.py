"""How many: killed, injured and weapons, and what is no toll of this attack."""

from collections.abc import Callable

import pytest

from pipeline.extract import Reading
from tests.expectations import assert_reads, cases, want

B = "بعقوبة"
TOLLS = [
    # --- digits, words, duals
    ("أسفر انفجار في بعقوبة أمس عن مقتل 3 جنود وإصابة 5 آخرين.", [want(B, killed=3, injured=5)], "digits"),
    ("أسفر انفجار في بعقوبة أمس عن مقتل ٣ جنود وإصابة ٥ آخرين.", [want(B, killed=3, injured=5)], "Arabic digits"),
    ("أسفر انفجار في بعقوبة أمس عن مقتل ثلاثة جنود وإصابة خمسة آخرين.", [want(B, killed=3, injured=5)], "words"),
    ("أسفر انفجار في بعقوبة أمس عن خمسة وعشرين قتيلاً ومئة وعشرين جريحاً.", [want(B, killed=25, injured=120)], "compound words"),
    ("أسفر انفجار في بعقوبة أمس عن قتيلين وثلاثة جرحى.", [want(B, killed=2, injured=3)], "dual and words"),
    ("أسفر انفجار في بعقوبة أمس عن مقتل جنديين وإصابة مدني.", [want(B, killed=2, injured=1)], "dual of who, and one"),
    ("أسفر انفجار في بعقوبة أمس عن مقتل جندي.", [want(B, killed=1, injured=None)], "one, the injured unknown"),
    ("قُتل شرطيان وأصيب ثالث بانفجار في بعقوبة أمس.", [want(B, killed=2, injured=1)], "verb with a dual, and the third"),
    ("استشهد أربعة مدنيين بقصف على بعقوبة أمس.", [want(B, killed=4, killed_whom="civilians")], "martyrs are killed"),
    ("A bomb killed three soldiers and wounded five in Baquba on Saturday.", [want("Baquba", killed=3, injured=5)], "English words"),
    ("A bomb in Baquba killed 12 people on Saturday.", [want("Baquba", killed=12, injured=None)], "English digits"),
    ("An explosion in Baquba on Saturday left twenty-five dead and 40 wounded.", [want("Baquba", killed=25, injured=40)], "left so many dead"),
    ("Seven civilians were killed in shelling of Baquba on Saturday.", [want("Baquba", killed=7, killed_whom="civilians")], "passive"),
    ("A soldier was killed when gunmen attacked a post in Baquba on Saturday.", [want("Baquba", killed=1)], "a soldier is one"),
    # --- bounds
    ("أسفر انفجار في بعقوبة أمس عن مقتل أكثر من 20 شخصاً.", [want(B, killed=20, killed_min=20, killed_max=None)], "more than"),
    ("أسفر انفجار في بعقوبة أمس عن مقتل ما لا يقل عن 7 أشخاص.", [want(B, killed=7, killed_min=7, killed_max=None)], "no less than"),
    ("أسفر انفجار في بعقوبة أمس عن مقتل 7 أشخاص على الأقل.", [want(B, killed=7, killed_min=7, killed_max=None)], "at least, after"),
    ("A bomb in Baquba killed at least 11 people on Saturday.", [want("Baquba", killed=11, killed_min=11, killed_max=None)], "at least"),
    ("A bomb in Baquba killed more than fifty people on Saturday.", [want("Baquba", killed=50, killed_max=None)], "more than, English"),
    ("A bomb in Baquba killed 4 people on Saturday.", [want("Baquba", killed=4, killed_min=4, killed_max=4)], "exact"),
    # --- none stated: unknown, not 0
    ("انفجرت عبوة ناسفة في بعقوبة أمس.", [want(B, killed=None, injured=None)], "nothing said is unknown"),
    ("A bomb exploded in Baquba on Saturday.", [want("Baquba", killed=None, injured=None)], "nothing said is unknown, English"),
    ("انفجرت عبوة ناسفة في بعقوبة أمس وأسفرت عن ضحايا.", [want(B, killed=None, injured=None)], "victims without a number"),
    # --- no casualties stated: 0
    ("انفجرت عبوة ناسفة في بعقوبة أمس دون وقوع إصابات.", [want(B, killed=0, injured=0)], "without casualties"),
    ("انفجرت عبوة ناسفة في بعقوبة أمس ولم تسفر عن ضحايا.", [want(B, killed=0, injured=0)], "did not cause victims"),
    ("انفجرت عبوة ناسفة في بعقوبة أمس واقتصرت الأضرار على الماديات.", [want(B, killed=0, injured=0)], "only material damage"),
    ("A bomb exploded in Baquba on Saturday without causing casualties.", [want("Baquba", killed=0, injured=0)], "without casualties, English"),
    ("A bomb exploded in Baquba on Saturday. No injuries were reported.", [want("Baquba", injured=0)], "in the next sentence"),
    ("انفجرت عبوة ناسفة في بعقوبة أمس. ولم تقع خسائر بشرية.", [want(B, killed=0)], "in the next sentence, Arabic"),
    # --- the toll stands in the next sentence
    ("انفجرت عبوة ناسفة في بعقوبة أمس. وأسفر ذلك عن مقتل 3 جنود.", [want(B, killed=3)], "the next sentence tells"),
    # --- shared by several places: belongs to none
    ("قُتل 17 شخصاً في تفجيرات في تكريت وسامراء أمس.", [want("تكريت", killed=None), want("سامراء", killed=None)], "shared by two"),
    ("Bombs in Mosul and Tikrit killed 17 people on Saturday.", [want("Mosul", killed=None), want("Tikrit", killed=None)], "shared by two, English"),
    ("انفجرت عبوة في تكريت أمس فقتلت جنديين، بينما قُتل ثلاثة مدنيين بقصف في آمرلي.", [want("تكريت", killed=2), want("آمرلي", killed=3)], "each its own"),
    # --- attackers' dead are no victims
    ("قُتل أربعة مهاجمين خلال اقتحام مركز في بعقوبة أمس.", [want(B, killed=None)], "attackers' dead"),
    ("Three attackers were killed when they stormed a post in Baquba on Saturday.", [want("Baquba", killed=None)], "attackers' dead, English"),
    # --- numbers that are no toll
    ("انفجرت عبوة ناسفة على بعد 5 كم من بعقوبة أمس.", [want(B, killed=None, injured=None)], "kilometres"),
    ("انفجرت عبوة ناسفة في بعقوبة عند الساعة 3 فجر أمس.", [want(B, killed=None)], "hours"),
    ("قُصفت بعقوبة أمس بـ15 قذيفة هاون.", [want(B, killed=None, weapon_count=15)], "shells"),
    ("A bomb exploded in Baquba on Saturday, 3 years after the last one.", [want("Baquba", killed=None)], "years"),
    # --- weapon counts
    ("قُصفت قاعدة عين الأسد أمس بطائرتين مسيرتين.", [want("عين الأسد", weapon_count=2)], "dual"),
    ("قُصفت قاعدة عين الأسد أمس بثلاثة صواريخ.", [want("عين الأسد", weapon_count=3)], "words"),
    ("قُصفت قاعدة عين الأسد أمس بـ14 صاروخاً.", [want("عين الأسد", weapon_count=14)], "digits"),
    ("قُصفت قاعدة عين الأسد أمس بصاروخين.", [want("عين الأسد", weapon_count=2)], "dual of rocket"),
    ("قُصفت قاعدة عين الأسد أمس بصواريخ.", [want("عين الأسد", weapon_count=None)], "a plural tells no number"),
    ("Fourteen rockets hit Ain al-Asad base on Saturday.", [want("Asad", weapon_count=14)], "English words"),
    ("Two drones struck Erbil airport on Saturday.", [want("Erbil", weapon_count=2)], "two drones"),
    ("Drones struck Erbil airport on Saturday.", [want("Erbil", weapon_count=None)], "a plural tells no number, English"),
]  # fmt: skip
BUGS = {
    "attackers' dead, English": "whom reads the words after the number's casualty word only",
    "kilometres": "على بعد 5 كم من is no link of place",
    "passive": "whom the number counts stands before the casualty word",
    "a soldier is one": "an English singular is not counted",
}


@pytest.mark.parametrize(("text", "expected"), cases(*TOLLS, bugs=BUGS))
def test_toll(read: Callable[..., Reading], text: str, expected: list[dict[str, object]]) -> None:
    assert_reads(read(text), expected)


def test_a_shared_toll_is_kept_as_a_note(read: Callable[..., Reading]) -> None:
    reports = read("قُتل 17 شخصاً في تفجيرات في تكريت وسامراء أمس.").reports
    assert all(report.toll_note and "17" in report.toll_note for report in reports)
