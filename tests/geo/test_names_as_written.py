"""Names of places as they are written: in quotes and hashtags, glued, transliterated; and what is no place."""

from pathlib import Path

import pytest

from geo.find import Finder, load_finder

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def finder() -> Finder:
    """The finder over the project's own knowledge."""
    return load_finder(ROOT)


def resolved(finder: Finder, text: str) -> list[tuple[str, str]]:
    """The (surface, place id) of the resolved names; every surface is what stands at its offsets."""
    found = finder.find(text)
    assert all(text[each["start"] : each["end"]] == each["surface"] for each in found)
    return [(each["surface"], each["place_id"]) for each in found if each["place_id"]]


MARKED = [
    ('استهداف مطار "بن غوريون" بصاروخ', "بن غوريون", "il.ben-gurion-airport"),  # not of a place called بن
    ("قصف «قاعدة عين الأسد» ليلا", "قاعدة عين الأسد", "iq.ain-al-asad-air-base"),
    ("قصف قاعدة “عين الأسد” الجوية", "عين الأسد", "iq.ain-al-asad-air-base"),
    ("مسيّرة فوق قاعدة (الحرير)", "الحرير", "iq.harir-air-base"),
    ("مسيّرة فوق قاعدة الحرير", "قاعدة الحرير", "iq.harir-air-base"),  # the base is called حرير
    ("صاروخ سقط في (القيارة)", "القيارة", "iq.qayyarah"),
    ("مطار «أربيل» الدولي", "أربيل", "iq.erbil-international-airport"),
    ('هجوم بـ"الموصل" أمس', "الموصل", "iq.mosul"),
    ("انفجار في #أربيل", "أربيل", "iq.erbil"),
    ("صاروخ على قاعدة #عين_الأسد", "قاعدة #عين_الأسد", "iq.ain-al-asad-air-base"),
    ("A drone near #Erbil_airport", "Erbil_airport", "iq.erbil-international-airport"),
    ("قصف قاعدة 🇮🇶 عين الأسد 🔴", "قاعدة 🇮🇶 عين الأسد", "iq.ain-al-asad-air-base"),
    ("عاجل|أربيل|انفجار", "أربيل", "iq.erbil"),
    ("انفجار في \u2067أربيل\u2069", "أربيل", "iq.erbil"),
    ("انفجار فيأربيل", "أربيل", "iq.erbil"),
    ("قاعدة عين الأسدفي الأنبار", "قاعدة عين الأسد", "iq.ain-al-asad-air-base"),
    ("شفق نيوز - بغدادكشف مصدر", "بغداد", "iq.baghdad"),
    ("انفجار في المو صل ـ المـ ـوصل", "المـ ـوصل", "iq.mosul"),
]


@pytest.mark.parametrize(("text", "surface", "place"), MARKED)
def test_marks_and_glue_hide_no_name(finder: Finder, text: str, surface: str, place: str) -> None:
    assert (surface, place) in resolved(finder, text)


TRANSLITERATED = [
    ("Clashes in Raqa on Sunday", "Raqa", "sy.raqqa"),
    ("a raid near Tabaqa", "Tabaqa", "sy.tabqa"),
    ("near Tabaqa military airport", "Tabaqa", "sy.tabqa-air-base"),
    ("the town of al-Zobdani fell", "al-Zobdani", "sy.zabadani"),
    ("strikes on Maaret Alnouman", "Maaret Alnouman", "sy.maarat-al-numan"),
    ("strikes on Ma'arrat an Nu'man", "Ma'arrat an Nu'man", "sy.maarat-al-numan"),
    ("thirty dead in Talafar, Iraq", "Talafar", "iq.tal-afar"),
    ("the attack on Khan Shaikhoun", "Khan Shaikhoun", "sy.khan-shaykhun"),
    ("Clashes in Taduf and Tadif", "Tadif", "sy.tadef"),
    ("a mine near Qamishly", "Qamishly", "sy.qamishli"),
    ("shelling of Dayr az-Zawr", "Dayr az-Zawr", "sy.deir-ez-zor"),
    ("shelling of Deir-ez-Zor", "Deir-ez-Zor", "sy.deir-ez-zor"),
    ("rockets at Hasakeh", "Hasakeh", "sy.hasakah"),
    ("Gunmen in Hayy al Nur, Mosul", "al Nur", "iq.nur-mosul"),  # the head is written in Latin letters
    ("shells fell in Jenin", "Jenin", "ps.jenin"),  # a given name too, at the very end
    ("Salma village was shelled", "Salma", "sy.salma"),
]


@pytest.mark.parametrize(("text", "surface", "place"), TRANSLITERATED)
def test_latin_spellings(finder: Finder, text: str, surface: str, place: str) -> None:
    assert (surface, place) in resolved(finder, text)


FAR_CITIES = [
    ("هجمات باريس ونيويورك", ["باريس", "نيويورك"]),
    ("انفجارات في العاصمة الأوكرانية كييف", ["كييف"]),
    ("دخان فوق كييف", ["كييف"]),
    ("إطلاق نار شمال باريس", ["باريس"]),
    ("قالت باريس إنها تدين", []),  # the government
]


@pytest.mark.parametrize(("text", "surfaces"), FAR_CITIES)
def test_far_cities_need_a_sign_of_place(finder: Finder, text: str, surfaces: list[str]) -> None:
    assert [surface for surface, _ in resolved(finder, text)] == surfaces


NO_PLACES = [
    # persons
    "His daughter Rima Saleh was killed",
    "Jordan Brown said so",
    "Our colleague Ashraf was killed in the bombing",
    "They mourned Ashraf",
    "Mustafa Tikriti spoke",
    "رامي صالح كتب إلينا",
    # media
    "Al Mayadeen news cited a statement",
    "قال مراسل الميادين",
    "نقلت قناة «الميادين» عن مصدر",
    "قالت وكالة صفا إن غارة وقعت",
    "صحيفة القدس العربي",
    # words
    "Military forces arrived",
    "اعتداء على دولة مستقلة",
    "مليون شخص يعيشون في مدينة عصرية",
    "كان له تأثير كبير على السوق",
    "معظم الإصابات هي في الأطراف",
    "قالت الشرطة إنها تحقق",
    "سألوه فكيف يمكن الحوار",
    # streets of the country or the city that they are named after
    "Iskandaron Street was closed",
    "She attended a Mar-a-Lago fundraiser",
]


@pytest.mark.parametrize("text", NO_PLACES)
def test_no_place(finder: Finder, text: str) -> None:
    assert resolved(finder, text) == []


UNKNOWN = [
    ("raids on Khabz wa ash Shaaf district", [("Khabz wa ash Shaaf", "district")]),  # not Shaaf in Gaza
    ("هاجم مسلحون قرية خربشستان", [("خربشستان", "village")]),
    ("قصف حي «خربشان» أمس", [("خربشان", "quarter")]),
    ("قصف مناطق منذ أيام", []),
    ("قصف القرى المجاورة", []),
    ("قصف المنطقة العازلة", []),
    ("لقاء بين رئيس المنطقة والعالم", []),
    ("مراسم إحياء ذكرى الانتفاضة", []),
    ("نشر في موقع تويتر", []),
    ("the Eastern district", []),
    ("The district was quiet", []),
]


@pytest.mark.parametrize(("text", "names"), UNKNOWN)
def test_unknown_names_with_a_head(finder: Finder, text: str, names: list[tuple[str, str]]) -> None:
    assert [(each["surface"], each["feature_class"]) for each in finder.find(text)] == names


CONTAINED = [
    ("اغتيال في حي النور بالموصل", ["iq.nur-mosul", "iq.mosul"]),
    ("اغتيال في حي الحسين بالناصرية", ["iq.nasiriyah"]),  # not the quarter of Baghdad
    ("صلاة في مسجد القدس في غزة", ["ps.gaza-strip"]),
    ("A flat opposite Aman Mosque in Gaza City", ["ps.gaza-city"]),
    ("The house on George Saleh Street in Rafah", ["ps.rafah"]),
    ("قصف مواقع الدفاع الجوي في الصليف", ["ye.salif"]),  # not the camp of Taiz
    ("قصف قرية عابدين بمحافظة درعا", ["sy.daraa-governorate"]),  # not the village of Idlib
    ("قصف قاعدة حرير في أربيل", ["iq.harir-air-base", "iq.erbil"]),  # sixty kilometres from the city
    ("a bomb in Deir ez-Zor's al-Joura neighbourhood, Al-Hasakah and Ras al-Ayn",
     ["sy.deir-ez-zor", "sy.joura-deir-ez-zor", "sy.hasakah", "sy.ras-al-ain"]),  # the comma is a list's
]  # fmt: skip


@pytest.mark.parametrize(("text", "places"), CONTAINED)
def test_what_lies_in_a_town_is_bound_to_it(finder: Finder, text: str, places: list[str]) -> None:
    assert [place for _, place in resolved(finder, text)] == places
