"""How a snapshot looks, apart from what is drawn, so that choosing it needs no drawing."""

from dataclasses import dataclass

__all__ = ["Look"]


@dataclass(frozen=True, slots=True)
class Look:
    """How a snapshot looks: language "en" or "ar", theme "light" or "dark", and its title ("" for its own)."""

    language: str = "en"
    theme: str = "light"
    title: str = ""
