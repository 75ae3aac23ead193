"""With what: the weapon decides the type where it is named, and a bare strike is unspecified."""

from collections.abc import Callable

import pytest

from pipeline.attack_kinds import attack_kinds
from pipeline.extract import Reading
from tests.expectations import assert_reads, cases, want

TYPES = [
    ("استُهدفت كركوك أمس.", "unspecified", "a bare استهداف"),
    ("استهدفت طائرتان مسيرتان مفخختان كركوك أمس.", "drone", "armed drones are no vehicle bombs"),
    ("ضربت الطائرات المسيرة المفخخة كركوك أمس.", "drone", "armed drones, definite"),
    ("انفجرت سيارة مفخخة في كركوك أمس.", "vehicle_bomb", "a car bomb"),
    ("قُصفت كركوك أمس.", "unspecified", "a bare قصف"),
    ("ا.ستهدفت طائرة مسيرة كركوك أمس.", "drone", "a split word"),
    ("قُصفت كركوك أمس بطائرة مسيّرة.", "drone", "drone with shadda"),
    ("هجوم بطائرات مسيرة على كركوك أمس.", "drone", "drones"),
    ("سقطت طائرة مفخخة بدون طيار على كركوك أمس.", "drone", "without pilot"),
    ("استهدفت غارات جوية كركوك أمس.", "airstrike", "air raids"),
    ("أغارت طائرات حربية على كركوك أمس.", "airstrike", "warplanes"),
    ("سقطت صواريخ كاتيوشا على كركوك أمس.", "rocket", "Katyusha"),
    ("قُصفت كركوك أمس بصواريخ غراد.", "rocket", "Grad"),
    ("قُصفت كركوك أمس بصواريخ باليستية.", "missile", "ballistic"),
    ("قُصفت كركوك أمس بصاروخ مجنح.", "missile", "cruise"),
    ("سقطت قذائف هاون على كركوك أمس.", "shelling", "mortar"),
    ("تعرضت كركوك أمس لقصف مدفعي.", "shelling", "artillery"),
    ("انفجرت عبوة ناسفة في كركوك أمس.", "ied", "explosive device"),
    ("انفجر لغم أرضي في كركوك أمس.", "ied", "mine"),
    ("انفجرت عبوة لاصقة في كركوك أمس.", "ied", "sticky bomb"),
    ("انفجرت سيارة مفخخة في كركوك أمس.", "vehicle_bomb", "car bomb"),
    ("فجّر انتحاري نفسه في كركوك أمس.", "suicide_bombing", "a bomber"),
    ("وقع تفجير انتحاري في كركوك أمس.", "suicide_bombing", "suicide bombing"),
    ("ألقى مجهولون قنبلة يدوية على منزل في كركوك أمس.", "grenade", "grenade"),
    ("هاجم مسلحون نقطة في كركوك أمس.", "armed_assault", "gunmen"),
    ("اندلعت اشتباكات في كركوك أمس.", "armed_assault", "clashes"),
    ("أطلق مسلحون النار على دورية في كركوك أمس.", "armed_assault", "gunfire"),
    ("أعلن اللواء أن جنوده اشتبكوا مع قوة راجلة، وأوقعوا أفرادها بين قتيل وجريح في كركوك أمس.", "armed_assault", "the dead of a clash"),
    ("Warplanes hit targets in Kirkuk on Saturday.", "airstrike", "targets that were hit"),
    ("اغتال مجهولون ناشطاً في كركوك أمس.", "assassination", "assassination"),
    ("أعدم التنظيم ثلاثة رجال في كركوك أمس.", "execution", "execution"),
    ("خطف مسلحون تاجراً في كركوك أمس.", "abduction", "abduction"),
    ("أضرم مسلحون النار في حقول في كركوك أمس.", "arson", "arson"),
    ("وقع انفجار في كركوك أمس.", "unspecified", "a bare explosion"),
    ("Kirkuk was attacked on Saturday.", "unspecified", "a bare attack"),
    ("A drone hit Kirkuk on Saturday.", "drone", "drone, English"),
    ("An airstrike hit Kirkuk on Saturday.", "airstrike", "air strike, English"),
    ("Warplanes bombed Kirkuk on Saturday.", "airstrike", "warplanes, English"),
    ("Katyusha rockets hit Kirkuk on Saturday.", "rocket", "Katyusha, English"),
    ("A ballistic missile hit Kirkuk on Saturday.", "missile", "ballistic, English"),
    ("Mortar rounds hit Kirkuk on Saturday.", "shelling", "mortar, English"),
    ("A roadside bomb exploded in Kirkuk on Saturday.", "ied", "roadside bomb"),
    ("A car bomb exploded in Kirkuk on Saturday.", "vehicle_bomb", "car bomb, English"),
    ("A truck packed with explosives blew up in Kirkuk on Saturday.", "vehicle_bomb", "a truck of explosives"),
    ("A suicide bomber blew himself up in Kirkuk on Saturday.", "suicide_bombing", "suicide, English"),
    ("A hand grenade was thrown at a house in Kirkuk on Saturday.", "grenade", "grenade, English"),
    ("Gunmen opened fire on a patrol in Kirkuk on Saturday.", "armed_assault", "opened fire"),
    ("Clashes erupted in Kirkuk on Saturday.", "armed_assault", "clashes, English"),
    ("A journalist was assassinated in Kirkuk on Saturday.", "assassination", "assassinated"),
    ("Militants beheaded two men in Kirkuk on Saturday.", "execution", "beheaded"),
    ("Gunmen kidnapped a merchant in Kirkuk on Saturday.", "abduction", "kidnapped"),
    ("Gunmen torched a police station in Kirkuk on Saturday.", "arson", "torched"),
    ("An explosion was heard in Kirkuk on Saturday.", "unspecified", "a bare explosion, English"),
    ("قُصفت كركوك أمس بالصواريخ والطائرات المسيرة.", "drone rocket", "two weapons"),
    ("Rockets and drones hit Kirkuk on Saturday.", "drone rocket", "two weapons, English"),
    ("A suicide car bomb exploded in Kirkuk on Saturday.", "suicide_bombing vehicle_bomb", "a suicide car bomb"),
]  # fmt: skip
BUGS = {
    "a bare attack": "a city that is the subject of a passive is struck",
}


@pytest.mark.parametrize(
    ("text", "expected"),
    cases(*[(text, [want("Kirkuk", types=types)], why) for text, types, why in TYPES], bugs=BUGS),
)
def test_type(read: Callable[..., Reading], text: str, expected: list[dict[str, object]]) -> None:
    assert_reads(read(text), expected)


def test_types_are_of_the_codebook() -> None:
    assert {each for _, types, _ in TYPES for each in types.split()} <= set(attack_kinds())


@pytest.mark.parametrize(
    ("text", "types"),
    [
        # the title or the opening names what "the attack" was made with
        ("سقطت صواريخ كاتيوشا على بعقوبة أمس. وطال الهجوم أيضاً بلدة خان بني سعد.", {"rocket"}),
        ("قُصفت بعقوبة أمس بطائرة مسيرة. وتعرضت الخالص لهجوم مماثل.", {"drone"}),
    ],
)
def test_type_carried_over(read: Callable[..., Reading], text: str, types: set[str]) -> None:
    for report in read(text).reports:
        assert set(report.attack_types) == types
