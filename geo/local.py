"""Where the user's own things are kept: places, GeoNames' dumps, corrections, the list of editors."""

import os
from pathlib import Path

__all__ = ["LOCAL_VARIABLE", "local_folder"]

LOCAL_VARIABLE = "KHARITA_LOCAL"


def local_folder(data: Path) -> Path:
    """The folder that KHARITA_LOCAL names, else `data`/local; `data` is the project's folder of that name.

    It may not exist yet. Nothing in it is ever replaced by a build or by an update of Kharita.
    """
    named = os.environ.get(LOCAL_VARIABLE, "").strip()
    return Path(named).expanduser() if named else data / "local"
