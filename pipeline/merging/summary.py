"""One neutral line about an incident or a series, in English and in Arabic, made from its fields alone."""

import datetime as dt

from pipeline.attack_kinds import attack_kinds
from pipeline.rows import RecordRow

__all__ = ["summaries"]

OUTCOMES = {
    "carried_out": ("", ""),
    "intercepted": (", intercepted", "، جرى اعتراضه"),
    "claimed_only": (", claimed by the attacker only", "، بحسب إعلان المهاجم وحده"),
}


def summaries(row: RecordRow) -> tuple[str, str]:
    """The summary of a record in English and in Arabic."""
    kinds = [attack_kinds()[each] for each in row["attack_types"]]
    place_en = row["place_name_en"] or row["place_name"] or "an unnamed place"
    place_ar = row["place_name_ar"] or row["place_name"] or "مكان غير مسمّى"
    outcome_en, outcome_ar = OUTCOMES[row["outcome"]]
    what_en, what_ar = " and ".join(each.name_en for each in kinds), " و".join(each.name_ar for each in kinds)
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
