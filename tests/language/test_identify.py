"""Which language a text is in: neighbours of Arabic and English are known, and neither is taken for them."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.identify import NAMES, Languages, load_languages

LEXICON = Path(__file__).parent.parent.parent / "data" / "lexicon"

# A language, a text, and why it is here.
TEXTS = [
    # --- Arabic
    ("ar", "استهدفت طائرة مسيرة مطار أربيل فجر اليوم، وأصيب جنديان بجروح.", "plain"),
    ("ar", "قصف تركي على دهوك", "a headline without an article or a function word but على"),
    ("ar", "انفجار في چمچمال وگرميان بعد هجوم على البيشمرگة", "Kurdish names, Iraqi letters"),
    ("ar", "شلون صار الانفجار؟ چان اكو ناس هواي گبل ساعة", "Iraqi speech has گ and چ of its own"),
    ("ar", "قتل جندی ترکی فی انفجار عبوة ناسفة قرب کرکوک، وأصیب اثنان علی الطریق", "a Persian keyboard"),
    ("ar", "قال المتحدث إن منظومة «پدافند هوایی» أسقطت طائرة مسيرة فوق أصفهان", "quotes Persian words"),
    ("ar", "أعلنت جماعة «سرایای اولیای دم» مسؤوليتها عن استهداف رتل في بابل", "a Persian name"),
    ("ar", "نشر الحزب على صفحته \"شەهید نامرێت\" بعد قصف مقره في السليمانية يوم أمس", "quotes Sorani words"),
    ("ar", "أعلنت CENTCOM أن طائرة MQ-9 أُسقطت قرب الحديدة", "English within"),
    ("ar", "سقوط قذائف هاون", "short"),
    # --- English
    ("en", "Rockets hit Erbil airport on Saturday, killing two soldiers.", "plain"),
    ("en", "Drone strike near Sulaymaniyah", "a headline without a function word"),
    ("en", "Kurdish singer Şivan Perwer returns to Hewlêr after a blast in the Qamişlo market", "Kurdish names"),
    ("en", "The PKK's Murat Karayılan and Cemil Bayık spoke of an attack on Kandil", "Turkish names"),
    ("en", "Los Angeles police shoot man; café owner hurt", "Spanish name, French letter"),
    ("en", "The governor of Dêrik said the attack (in Arabic: هجوم) killed three", "an Arabic word within"),
    # --- Persian
    ("fa", "حمله پهپادی به پایگاه آمریکا در اربیل", "a headline"),
    ("fa", "سخنگوی وزارت دفاع گفت که این حمله از خاک عراق انجام شده است.", "plain"),
    ("fa", "شنیده شدن صدای انفجار در تهران", "a post"),
    ("fa", "دو نفر در حمله به يك خودرو در شرق شهر كشته شدند و چند نفر زخمي شدند", "typed with Arabic letters"),
    ("fa", "القائم، البوکمال و الانبار هدف حملات پهپادی بودند که از سوی آمریکا انجام شد", "Arabic names in it"),
    # --- Sorani
    ("ckb", "هێرشێکی درۆنی کرایە سەر فڕۆکەخانەی هەولێر و دوو کەس بریندار بوون", "plain"),
    ("ckb", "تەقینەوەیەک لە کەرکوک", "a headline"),
    ("ckb", "سوپای تورکیا بۆردومانی گوندێکی کرد", "a headline"),
    ("ckb", "بەرپرسێک لە پارێزگای الأنبار رایگەیاند کە هێرشەکە دوێنێ شەو کراوە", "an Arabic name in it"),
    ("ckb", "فڕۆکەیێن ترکیایێ گوندەکێ ل دهۆکێ بۆردومان کر", "Badini: Kurmanji in Arabic letters"),
    # --- Kurmanji
    ("kmr", "Li Hewlêrê êrîşeke dronê pêk hat û du kes birîndar bûn.", "plain"),
    ("kmr", "Balafirên şer ên Tirkiyê gundekî Duhokê bombebaran kirin", "a headline"),
    ("kmr", "Di teqînekê de li bajarê Kerkûkê pênc kes hatin kuştin", "plain"),
    # --- Turkish and others
    ("tr", "Erbil'de bir üsse düzenlenen saldırıda iki asker yaralandı ve olay yerine ekipler gönderildi.", "plain"),
    ("tr", "Irak'ın kuzeyinde çatışma: üç asker şehit oldu", "a headline"),
    ("other", "Ракетный удар по авиабазе в Эрбиле", "Cyrillic"),
    ("other", "מטוסי קרב תקפו מטרות בדרום לבנון", "Hebrew"),
    ("other", "伊拉克埃尔比勒机场遭无人机袭击", "Chinese"),
    ("other", "کراچی میں دھماکے سے پانچ افراد ہلاک ہو گئے", "Urdu"),
    ("other", "Une frappe de drone a visé l'aéroport d'Erbil dans la nuit, selon les autorités", "French"),
    ("", "12/05 — 3:40 ‼️", "no letter"),
    ("", "", "nothing"),
]  # fmt: skip


@pytest.fixture(scope="module")
def languages() -> Languages:
    return load_languages(LEXICON)


@pytest.mark.parametrize(("language", "text"), [pytest.param(a, b, id=f"{a}: {c}") for a, b, c in TEXTS])
def test_language(languages: Languages, language: str, text: str) -> None:
    assert languages.identify("", text) == language
    assert languages.identify(text, "") == language, "as a headline"


def test_only_arabic_and_english_are_read(languages: Languages) -> None:
    assert languages.not_read("هجوم في أربيل", "") == languages.not_read("", "Rockets hit Erbil") == ""
    assert languages.not_read("", "12") == "", "what holds no letter may have a table or a picture"
    assert languages.not_read("", "تەقینەوەیەک لە کەرکوک") == "ckb"


def test_two_languages_are_told_by_what_is_more(languages: Languages) -> None:
    arabic = "استهدفت طائرة مسيرة مطار أربيل فجر اليوم، وأصيب جنديان بجروح. "
    sorani = "هێرشێکی درۆنی کرایە سەر فڕۆکەخانەی هەولێر. "
    assert languages.identify("", arabic * 3 + sorani) == "ar"
    assert languages.identify("", sorani * 3 + arabic) == "ckb"


def test_accents_may_be_apart(languages: Languages) -> None:
    assert (
        languages.identify("", "Li Hewle\u0302re\u0302 e\u0302ri\u0302s\u0327eke drone\u0302 pe\u0302k hat")
        == "kmr"
    )


def test_the_end_of_a_long_text_costs_nothing(languages: Languages) -> None:
    assert languages.identify("", "قصف على دهوك. " * 200 + "تەقینەوەیەک لە کەرکوک " * 2000) == "ar"


@given(st.text())
def test_any_text_has_a_language(languages: Languages, text: str) -> None:
    assert languages.identify("", text) in {"", *NAMES}


@given(st.text(alphabet="ابتثجحخدذرزسشصضطظعغفقكلمنهويةأإآىؤئء ،.", min_size=1))
def test_letters_of_arabic_alone_are_arabic(languages: Languages, text: str) -> None:
    assert languages.identify("", text) in {"", "ar"}
