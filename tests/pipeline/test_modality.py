"""Whether an attack is told as a fact. Every phenomenon stands beside a fact that looks like it."""

from collections.abc import Callable

import pytest

from pipeline.extract import Reading
from tests.expectations import assert_reads, cases, want

NO_FACT = [
    # --- threats and promises
    ("هددت فصائل مسلحة باستهداف قاعدة عين الأسد.", "threatened to strike"),
    ("توعدت الجماعة بقصف أربيل إذا بقيت القوات الأجنبية.", "vowed to shell"),
    ("سنستهدف قاعدة حرير في أي وقت.", "a future verb"),
    ("سيقصفون الموصل قريباً.", "a future verb of the third person"),
    ("حذرت السفارة من هجمات على مطار بغداد.", "warned of attacks"),
    ("The group threatened to attack the base in Taji.", "threatened to attack"),
    ("The embassy warned of attacks on Baghdad airport.", "warned of attacks, English"),
    ("The militia vowed to strike Erbil.", "vowed to strike"),
    # --- plans, chances, fears
    ("كانت الخلية تخطط لتفجير سوق في الكاظمية.", "planned a bombing"),
    ("تستعد القوات لاقتحام تلعفر.", "getting ready to storm"),
    ("عُززت الحراسة خشية هجوم على مطار أربيل.", "for fear of"),
    ("قد تتعرض قاعدة بلد لهجوم جديد.", "may be attacked"),
    ("في حال قصف الموصل سينزح الآلاف.", "in case of"),
    ("The cell was planning to bomb a market in Baghdad.", "planned to bomb"),
    ("Militants could attack Kirkuk again.", "could attack"),
    ("Security was raised to prevent attacks on Karbala.", "to prevent"),
    ("If rockets hit Erbil, flights will stop.", "if"),
    # --- denials and negation
    ("نفى المتحدث تعرض مطار أربيل لهجوم أمس.", "denied that it was attacked"),
    ("لم يستهدف أحد قاعدة حرير أمس.", "nobody struck"),
    ("لا صحة لأنباء عن قصف معسكر التاجي.", "no truth in reports"),
    ("لم يقع أي انفجار في كركوك أمس.", "no explosion happened"),
    ("The ministry denied that Erbil airport was attacked on Saturday.", "denied that, English"),
    ("No attack took place in Kirkuk on Saturday.", "no attack took place"),
    ("Police dismissed reports of an explosion in Mosul.", "dismissed reports"),
    # --- questions and calls
    ("هل قُصفت قاعدة حرير أمس؟", "a question"),
    ("Was Erbil airport attacked on Saturday?", "a question, English"),
    ("طالب النواب بوقف القصف على حلب.", "demanded that it stop"),
    ("دعت الأمم المتحدة إلى وقف الهجمات على إدلب.", "called for a halt"),
    ("The envoy called for a halt to the attacks on Idlib.", "called for a halt, English"),
    # --- exercises
    ("نفذ الجيش مناورة تحاكي صد هجوم على مطار الموصل.", "a manoeuvre"),
    ("قصفت الطائرات أهدافاً افتراضية قرب الرطبة ضمن تمرين.", "mock targets"),
    ("Troops rehearsed an attack on a mock base near Ramadi during an exercise.", "rehearsed"),
    # --- court
    ("أصدرت محكمة في بغداد حكماً بالإعدام على ثلاثة متهمين.", "a sentence of death"),
    ("نُفذ حكم الإعدام بمدانين في سجن الناصرية.", "an execution by the court"),
    ("A court in Baghdad ordered the execution of two men.", "a court's execution"),
    # --- sport
    ("هاجم لاعبو الزوراء مرمى الشرطة في مباراة بغداد أمس.", "a match"),
    ("The striker hit the post in Basra in a league match on Saturday.", "a match, English"),
    # --- accidents
    ("أدى تماس كهربائي إلى انفجار في مستشفى في الناصرية أمس.", "a short circuit"),
    ("قُتل خمسة في حادث سير قرب كربلاء أمس.", "a road accident"),
    ("انفجر خزان وقود في البصرة أمس.", "a fuel tank"),
    ("Three people died in a traffic accident near Karbala on Saturday.", "a road accident, English"),
    ("A gas cylinder exploded in a kitchen in Basra on Saturday.", "a gas cylinder"),
    ("Ten people were killed in a stampede in Karbala on Saturday.", "a stampede"),
    # --- memory, controlled explosions, words in other senses
    ("أحيت المدينة الذكرى السنوية لتفجير الكرادة.", "an anniversary"),
    ("Families marked the anniversary of the bombing in Karrada.", "an anniversary, English"),
    ("نفذت الفرق تفجيراً مسيطراً عليه لعبوات في الرمادي أمس.", "a controlled explosion"),
    ("Sappers carried out a controlled explosion in Ramadi on Saturday.", "a controlled explosion, English"),
    ("تراجع سعر النفط بعد سقوط الحكومة في بغداد.", "a government falls"),
    ("أطلقت بغداد مبادرة للحوار أمس.", "an initiative is launched"),
    ("أطلقت وزارة الصحة حملة تلقيح في الموصل أمس.", "a campaign is launched"),
    ("The ministry launched a vaccination campaign in Mosul on Saturday.", "a campaign is launched, English"),
    ("Inflation hit Baghdad families hard.", "inflation hits"),
    ("The company fired forty workers in Basra on Saturday.", "workers are fired"),
    ("ضربت عاصفة ترابية مدينة الرمادي أمس.", "a storm strikes"),
    ("An earthquake struck Halabja on Saturday.", "an earthquake strikes"),
    ("أضرب عمال مصفاة بيجي أمس.", "a strike of workers"),
    ("Oil workers in Basra went on strike on Saturday.", "a strike of workers, English"),
]  # fmt: skip
BUGS = {
    "may be attacked": "قد governs the undergoing verb and not the noun after it",
    "denied that, English": "denied that ... was attacked: the place stands between",
}


@pytest.mark.parametrize(("text", "expected"), cases(*[(text, [], why) for text, why in NO_FACT], bugs=BUGS))
def test_no_fact(read: Callable[..., Reading], text: str, expected: list[dict[str, object]]) -> None:
    assert_reads(read(text), expected)


FACTS = [
    ("استُهدفت قاعدة عين الأسد أمس بعد تهديد من فصائل مسلحة.", [want("عين الأسد")], "struck after a threat"),
    ("قُصفت أربيل أمس، وهدد قائد الجماعة بالمزيد.", [want("أربيل")], "a threat after the fact"),
    ("Gunmen attacked the base in Taji on Saturday and threatened more violence.", [want("Taji")], "a threat after the fact, English"),
    ("انفجرت عبوة في كركوك أمس، ولم تعلن أي جهة مسؤوليتها.", [want("كركوك")], "nobody claimed it: no negation of the blast"),
    ("لم يمنع الطوق الأمني انفجار سيارة مفخخة في الموصل أمس.", [want("الموصل", types="vehicle_bomb")], "what did not prevent it"),
    ("قُصفت قاعدة حرير أمس من دون وقوع إصابات.", [want("حرير", killed=0)], "without casualties"),
    ("A bomb exploded in Kirkuk on Saturday; no group claimed responsibility.", [want("Kirkuk")], "nobody claimed it"),
    ("The attack on Erbil airport on Saturday caused no casualties.", [want("Erbil", killed=0)], "no casualties"),
    ("نفت طهران صلتها بالهجوم على أربيل أمس.", [want("أربيل")], "a denied link is no denied attack"),
    ("Tehran denied involvement in the attack on Erbil on Saturday.", [want("Erbil")], "a denied link, English"),
    ("قُصفت الموصل أمس رغم وقف إطلاق النار.", [want("الموصل")], "despite a truce"),
    ("أدان المجلس تفجير كركوك أمس.", [want("كركوك")], "what is condemned did happen"),
    ("انفجرت سيارة مفخخة أمام محكمة في الكرخ أمس.", [want("الكرخ", types="vehicle_bomb")], "a court is the target"),
    ("انفجرت عبوة ناسفة في ملعب في بعقوبة أمس أثناء مباراة.", [want("بعقوبة", types="ied")], "a match is the target"),
    ("A bomb exploded outside a court in Mosul on Saturday.", [want("Mosul")], "a court is the target, English"),
    ("أدى سقوط صاروخ على معمل في البصرة أمس إلى حريق كبير.", [want("البصرة", types="rocket")], "a fire after a rocket"),
    ("Rockets hit a depot in Basra on Saturday and a fire broke out.", [want("Basra", types="rocket")], "a fire after a rocket, English"),
    ("أعدم مسلحون ثلاثة مدنيين في الحويجة أمس.", [want("الحويجة", types="execution")], "an execution by gunmen"),
    ("قصفت مروحيات مواقع قرب الرطبة أمس بعد انتهاء مناورة.", [want("الرطبة", types="airstrike")], "after an exercise"),
    ("نفذ انتحاري تفجيراً في سوق في الكاظمية أمس كما كان مخططاً له.", [want("الكاظمية", types="suicide_bombing")], "carried out as planned"),
]  # fmt: skip
FACT_BUGS = {
    "after an exercise": "a word of exercise anywhere in the sentence refuses the attack",
    "a denied link is no denied attack": "صلتها is written with ت before its pronoun, LINKS has صله",
    "a denied link, English": "denied is a negation too, and that rule knows no links",
}


@pytest.mark.parametrize(("text", "expected"), cases(*FACTS, bugs=FACT_BUGS))
def test_facts_beside_them(
    read: Callable[..., Reading], text: str, expected: list[dict[str, object]]
) -> None:
    assert_reads(read(text), expected)


OUTCOMES = [
    ("أسقطت الدفاعات الجوية طائرة مسيرة فوق قاعدة عين الأسد أمس.", [want("عين الأسد", outcome="intercepted", types="drone")], "shot down"),
    ("اعترضت منظومة الدفاع صاروخين فوق السفارة في المنطقة الخضراء أمس.", [want("المنطقة الخضراء", outcome="intercepted")], "intercepted rockets"),
    ("أحبطت القوات الأمنية هجوماً على حاجز في الدجيل أمس.", [want("الدجيل", outcome="intercepted")], "foiled"),
    ("فككت الشرطة عبوة ناسفة في بعقوبة أمس.", [want("بعقوبة", outcome="intercepted", types="ied")], "defused"),
    ("تصدى الحشد لهجوم لداعش في جلولاء أمس.", [want("جلولاء", outcome="intercepted")], "repelled"),
    ("Air defences shot down a drone over Ain al-Asad base on Saturday.", [want("Asad", outcome="intercepted", types="drone")], "shot down, English"),
    ("Troops foiled an attack on a checkpoint in Dujail on Saturday.", [want("Dujail", outcome="intercepted")], "foiled, English"),
    ("Police defused a roadside bomb in Baquba on Saturday.", [want("Baquba", outcome="intercepted", types="ied")], "defused, English"),
    ("قُصفت قاعدة عين الأسد أمس بطائرة مسيرة.", [want("عين الأسد", outcome="carried_out")], "not intercepted"),
    ("انفجرت عبوة ناسفة في بعقوبة أمس قبل تفكيكها.", [want("بعقوبة", outcome="carried_out")], "exploded before it was defused"),
    ("A drone hit Ain al-Asad base on Saturday.", [want("Asad", outcome="carried_out")], "not intercepted, English"),
]  # fmt: skip
OUTCOME_BUGS = {"repelled": "an attack followed by ل and its author gives nothing, not even a refusal"}


@pytest.mark.parametrize(("text", "expected"), cases(*OUTCOMES, bugs=OUTCOME_BUGS))
def test_outcome(read: Callable[..., Reading], text: str, expected: list[dict[str, object]]) -> None:
    assert_reads(read(text), expected)
