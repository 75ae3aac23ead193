"""A place name in a text, before and after it is resolved."""

from dataclasses import dataclass

from geo.places import Place

__all__ = ["Toponym"]


@dataclass(slots=True)
class Toponym:
    """A place name in a text. Tokens `first` to `last` hold head and name, `name_first` to `name_last` the name.

    `candidates` are the places that bear the name; `place` is set by resolution, with `score` and `reason`.
    """

    first: int
    last: int
    name_first: int
    name_last: int
    candidates: tuple[Place, ...]
    proclitics: str = ""
    head: str = ""
    direction: bool = False
    near: bool = False
    place: Place | None = None
    score: float = 0.0
    reason: str = ""
    sentence: int = 0
    common: bool = False
    located: bool = False
    latin: bool = False
