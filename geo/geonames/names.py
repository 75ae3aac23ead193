"""Which of a source's many names for a place are English, which Arabic, and which is the usual one."""

import re
import unicodedata
from collections import Counter
from difflib import SequenceMatcher

ARABIC_LETTERS = frozenset("ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي -")
MARKS = re.compile("[\u0640\u064b-\u065f\u0670\u200c-\u200f]")
# GeoNames names a town "ناحية غماس" or "Nahiyat Ghammas" after the sub-district that it is the seat of.
DIVISION_ARABIC = re.compile("^(?:مركز )?(?:قضاء|ناحية|نواحي|محافظة|مركز) ")
DIVISION_LATIN = re.compile(r"(?i)^(?:markaz )?(?:qadaa?|nahiya[ht]?|markaz|muhafaz(?:at|ah)) ")
DIVISION_ALIAS = re.compile(
    r"(?i)^(madinat|mazari|qaryat)\b|\b(district|sub-?district|governorate|province|farms)$"
)
WRITTEN_OUT = re.compile(r"\b[أإآ]|ة\b|(?<=ال)[أإآ]")
ENDING_WITHIN = re.compile(r"[ةى]\B")
# "مدينة الصدر" is the whole name; "مدينة عنة الجديدة" beside عنة only says what the place is.
KIND_ARABIC = ("مدينة ", "قرية ", "بلدة ", "منطقة ", "مجمع ")
ARTICLE_LATIN = re.compile(r"(?i)^(?:al|el|ad|an|ar|as|at|az|ash|adh|ath)[- ]")
ALIAS_LIMIT = 8
ALIKE = 0.6  # share of the consonants in common that makes two names one
SOUNDS = str.maketrans({
    "ب": "b", "ت": "t", "ث": "t", "ج": "j", "ح": "h", "خ": "k", "د": "d", "ذ": "d", "ر": "r", "ز": "z",
    "س": "s", "ش": "s", "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "غ": "g", "ف": "f", "ق": "k", "ك": "k",
    "ل": "l", "م": "m", "ن": "n", "ه": "h", "ة": "", "ع": "", "ء": "", "ا": "", "أ": "", "إ": "",
    "آ": "", "ؤ": "", "ى": "", "و": "", "ي": "", " ": "", "-": "", "ک": "k", "ی": "", "گ": "g",
    "چ": "j", "پ": "b", "ژ": "z", "ڤ": "f", "ڕ": "r", "ڵ": "l", "ۆ": "", "ێ": "", "ە": "", "ھ": "h",
    "ہ": "h", "ے": "", "ۇ": "", "ې": "", "ئ": "",
})  # fmt: skip
LATIN_SOUNDS = (
    ("kh", "k"), ("gh", "g"), ("sh", "s"), ("th", "t"), ("dh", "d"), ("ch", "j"), ("ck", "k"),
    ("q", "k"), ("c", "k"), ("x", "ks"), ("p", "b"), ("v", "f"),
)  # fmt: skip


def plain_latin(name: str) -> str:
    """Return a Latin-script name in ASCII: no marks, no ayn or hamza signs, no comma and what follows it."""
    name = name.split(",")[0].replace("ı", "i").replace("ə", "e").replace("ø", "o").replace("ł", "l")
    name = name.replace("ß", "ss").replace("æ", "ae").replace("đ", "d").replace("–", "-")
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[`'\"]", "", letters).strip()


def plain_town(name: str) -> str:
    """Return a settlement's Latin name in ASCII without the word for the division that it is the seat of."""
    return DIVISION_LATIN.sub("", plain_latin(name))


def arabic_names(names: list[str]) -> list[str]:
    """Return the Arabic-script names without vowel signs and division words, in the given order, each once.

    Names with a comma or a digit are whole addresses and are left out.
    """
    found: dict[str, None] = {}
    for name in names:
        bare = DIVISION_ARABIC.sub("", MARKS.sub("", name).strip())
        if any("\u0600" <= letter <= "\u06ff" for letter in bare) and not re.search(
            r"[،,\dA-Za-z٠-٩۰-۹/()]", bare
        ):
            found[bare] = None
    return list(found)


def usual_arabic(name_en: str, names: list[str]) -> str | None:
    """Return the name in Arabic proper that best fits the English one, or None.

    Persian, Urdu and Kurdish letters rule a name out, and so does ta marbuta or alif maqsura within a word.
    It must be `attested`. Among those the article decides, if the Latin names have one ("Al Mawsil": الموصل
    before موصل); then hamza and ta marbuta written out (إدلب before ادلب); then no space within (دمشق before
    د مشق) and fewer letters.
    """
    article = any(ARTICLE_LATIN.match(name) for name in [name_en, *_latin_names(names)])

    def fit(name: str) -> tuple[bool, float, bool, int, int, int, str]:
        plain = not name.startswith(KIND_ARABIC) or "city" in name_en.lower()
        written_out = len(WRITTEN_OUT.findall(name))
        with_article = article == name.startswith("ال")
        return plain, attested[name], with_article, written_out, -name.count(" "), -len(name), name

    attested = attested_arabic(name_en, names)
    proper = [name for name in attested if set(name) <= ARABIC_LETTERS and not ENDING_WITHIN.search(name)]
    return max(proper, key=fit, default=None)


def attested_arabic(name_en: str, names: list[str]) -> dict[str, float]:
    """Return the Arabic-script names that another name confirms, each with how well, 0.5 to 1.

    Confirmed is what sounds like `name_en`, or like two other Latin names (حلب for Aleppo, which GeoNames
    also calls Halab and Haleb). The rest are epithets and errors: صهيون and اريئيل for Jerusalem.
    """
    wanted = _latin_sounds(name_en)
    others = [_latin_sounds(name) for name in _latin_names(names)]
    found: dict[str, float] = {}
    for name in arabic_names(names):
        sounds = _arabic_sounds(name)
        alike = SequenceMatcher(None, wanted, sounds).ratio() if wanted or sounds else 1.0
        if alike >= ALIKE or others.count(sounds) >= 2:
            found[name] = max(round(alike, 1), 0.5)
    return found


def _latin_names(names: list[str]) -> list[str]:
    """Return the capitalised names in ASCII, each once; lower case marks a machine transliteration."""
    return list(dict.fromkeys(plain_town(name) for name in names if name[:1].isupper()))


def _arabic_sounds(name: str) -> str:
    """Return the consonants of an Arabic name in Latin letters, without the article and a final ه."""
    words = [word.removeprefix("ال").removesuffix("ه") for word in name.split()]
    return "".join(words).translate(SOUNDS)


def _latin_sounds(name: str) -> str:
    """Return the consonants of a Latin name in the letters of SOUNDS, without the article and a final h."""
    sounds = " ".join(ARTICLE_LATIN.sub("", name).lower().split())
    sounds = re.sub(r"\b(?:al|el|ad|an|ar|as|at|az|ash)[- ]|(?<=[ae])h\b", "", sounds)
    for written, spoken in LATIN_SOUNDS:
        sounds = sounds.replace(written, spoken)
    return re.sub(r"[^bdfghjklmnrstz]", "", sounds)


def latin_aliases(name_en: str, names: list[str]) -> list[str]:
    """Return up to eight further Latin-script names in ASCII, the best attested first.

    Names that sound alike count together and give one alias, the most frequent spelling. Left out are what
    differs from `name_en` only by signs or the article, codes ("BSR"), machine transliterations (lower case),
    names of three letters or fewer, which are words in some language, and what only one name says ("Nainawa"
    for Karbala).
    """
    groups: dict[str, Counter[str]] = {}
    for name in names:
        plain = plain_latin(name)
        plain = DIVISION_LATIN.sub("", plain)
        wordy = (
            len(plain) > 3 and plain[0].isupper() and not plain.isupper() and not DIVISION_ALIAS.search(plain)
        )
        if wordy and re.fullmatch(r"[A-Za-z -]+", plain):
            groups.setdefault(_latin_sounds(plain), Counter())[plain] += 1
    wanted = _latin_sounds(name_en)
    kept = [
        group for sounds, group in groups.items()
        if group.total() > 1 or SequenceMatcher(None, wanted, sounds).ratio() >= ALIKE
    ]  # fmt: skip
    ranked = sorted(kept, key=lambda group: (-group.total(), min(group)))
    chosen = [max(sorted(group), key=group.__getitem__) for group in ranked]
    known = _bare(name_en)
    return [alias for alias in chosen if _bare(alias) != known][:ALIAS_LIMIT]


def _bare(name: str) -> str:
    """Return a Latin name's letters without article, case, spaces and hyphens."""
    return re.sub(r"[^a-z]", "", ARTICLE_LATIN.sub("", name).lower())
