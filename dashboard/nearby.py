"""Records that may tell of the same attack as another: the nearest in place and date."""

import numpy as np
import numpy.typing as npt

from pipeline.view import UNDATED, Records

__all__ = ["away_km", "nearest_records"]

_KM_PER_DAY = 10.0  # a day's difference counts like so many kilometres
_UNPLACED_KM = 150.0
_UNDATED_DAYS = 15.0
_KM_PER_DEGREE = 111.2


def nearest_records(records: Records, row: int, most: int = 6) -> list[int]:
    """The rows of the records of the same sort nearest to `row` in place and date, the nearest first.

    A record without coordinates or dates stands as far away as a neighbouring governorate, or half a month.
    """
    km = np.nan_to_num(away_km(records, row), nan=_UNPLACED_KM)
    score = km + _KM_PER_DAY * _days_apart(records, row)
    same = records.columns["record"].codes == records.columns["record"].codes[row]
    score = np.where(same, score, np.inf)
    score[row] = np.inf
    near = np.argsort(score, kind="stable")[:most]
    return [int(each) for each in near if np.isfinite(score[each])]


def away_km(records: Records, row: int) -> npt.NDArray[np.float64]:
    """How many kilometres each record lies from `row`; NaN where one of the two has no coordinates.

    On a plane, which within a few hundred kilometres is right to a percent.
    """
    north = (records.lat - records.lat[row]) * _KM_PER_DEGREE
    east = (records.lon - records.lon[row]) * _KM_PER_DEGREE * np.cos(np.radians(records.lat[row]))
    distance: npt.NDArray[np.float64] = np.hypot(north, east)
    return distance


def _days_apart(records: Records, row: int) -> npt.NDArray[np.float64]:
    """How many days lie between each record's interval and that of `row`, 0 where they overlap."""
    start, end = records.start.astype(np.int64), records.end.astype(np.int64)
    known = (start != UNDATED) & (end != UNDATED)
    if not known[row]:
        return np.full(len(records), _UNDATED_DAYS)
    gap = np.maximum(0, np.maximum(start - end[row], start[row] - end))
    return np.where(known, gap, _UNDATED_DAYS)
