"""One neutral line about an incident or a series, in English and in Arabic, made from its fields alone."""

import datetime as dt

from pipeline.rows import RecordRow

__all__ = ["TYPE_NAMES", "summaries"]

# attack type: (English, Arabic), the neutral names that every page and export uses.
TYPE_NAMES = {
    "drone": ("drone attack", "هجوم بطائرة مسيّرة"),
    "airstrike": ("airstrike", "غارة جوية"),
    "rocket": ("rocket attack", "هجوم صاروخي"),
    "missile": ("missile attack", "هجوم بصاروخ موجّه أو باليستي"),
    "shelling": ("shelling", "قصف مدفعي"),
    "ied": ("planted bomb", "تفجير عبوة ناسفة"),
    "vehicle_bomb": ("vehicle bomb", "تفجير مركبة مفخخة"),
    "suicide_bombing": ("suicide bombing", "تفجير انتحاري"),
    "grenade": ("grenade attack", "هجوم بقنبلة يدوية"),
    "armed_assault": ("armed assault or clash", "هجوم مسلح أو اشتباك"),
    "assassination": ("assassination", "اغتيال"),
    "execution": ("execution", "إعدام"),
    "abduction": ("abduction", "خطف"),
    "arson": ("arson", "إحراق متعمد"),
    "other": ("attack of another kind", "هجوم من نوع آخر"),
    "unspecified": ("attack of unspecified type", "هجوم غير محدد النوع"),
}
OUTCOMES = {
    "carried_out": ("", ""),
    "intercepted": (", intercepted", "، جرى اعتراضه"),
    "claimed_only": (", claimed by the attacker only", "، بحسب إعلان المهاجم وحده"),
}


def summaries(row: RecordRow) -> tuple[str, str]:
    """The summary of a record in English and in Arabic."""
    types = [TYPE_NAMES[t] for t in row["attack_types"]]
    place_en = row["place_name_en"] or row["place_name"] or "an unnamed place"
    place_ar = row["place_name_ar"] or row["place_name"] or "مكان غير مسمّى"
    outcome_en, outcome_ar = OUTCOMES[row["outcome"]]
    what_en, what_ar = " and ".join(t[0] for t in types), " و".join(t[1] for t in types)
    if row["record"] == "series":
        what_en, what_ar = f"Repeated: {what_en}", f"هجمات متكررة: {what_ar}"
    else:
        what_en = what_en[0].upper() + what_en[1:]
    when = days(row["date_start"], row["date_end"])
    dead_en, dead_ar = killed(row)
    return (
        f"{what_en} at {place_en}, {when or 'date unknown'}{outcome_en}{dead_en}",
        f"{what_ar} في {place_ar}، {when or 'تاريخ غير معروف'}{outcome_ar}{dead_ar}",
    )


def days(start: dt.date | None, end: dt.date | None) -> str:
    """The days as ISO dates, "2021-07-31 to 2021-12-26" where they are an interval."""
    if start is None or end is None:
        return str(start or end or "")
    return str(start) if start == end else f"{start}/{end}"


def killed(row: RecordRow) -> tuple[str, str]:
    """The stated dead, in both languages; nothing where none are stated."""
    low, high = row["killed_min"], row["killed_max"]
    if row["killed"] is None:
        return "", ""
    if low is not None and high is not None and low != high:
        return f"; {low} to {high} killed reported", f"؛ عدد القتلى المعلن بين {low} و{high}"
    return f"; {row['killed']} killed reported", f"؛ عدد القتلى المعلن {row['killed']}"
