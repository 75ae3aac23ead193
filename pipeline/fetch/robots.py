"""What a host's robots.txt allows, and how often it may be asked."""

from dataclasses import dataclass
from typing import Any

__all__ = ["Rules"]


@dataclass(frozen=True, slots=True)
class Rules:
    """What a robots.txt says to Kharita: `parsed` is None where it forbids nothing."""

    parsed: Any
    agent: str
    expires: float

    @classmethod
    def parse(cls, text: str, agent: str, expires: float) -> "Rules":
        """The rules in the text of a robots.txt, in force until the time `expires`."""
        from protego import Protego

        return cls(Protego.parse(text), agent, expires)

    def allow(self, url: str) -> bool:
        """Whether `url` may be asked for."""
        return self.parsed is None or bool(self.parsed.can_fetch(url, self.agent))

    @property
    def pause(self) -> float:
        """The seconds between two requests that it asks for (Crawl-delay or Request-rate)."""
        if self.parsed is None:
            return 0.0
        rate = self.parsed.request_rate(self.agent)
        between = rate.seconds / rate.requests if rate and rate.requests else 0.0
        return max(float(self.parsed.crawl_delay(self.agent) or 0.0), between)
