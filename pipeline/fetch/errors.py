"""Why an address was not fetched."""

__all__ = ["FetchError", "PutOff", "Stopped"]


class Stopped(Exception):
    """The person asked to stop; what was got until then is kept."""


class FetchError(Exception):
    """Why an address was not fetched and what mends that.

    `passing` is whether another try, now or in a later round, may go better; `status` is the server's answer,
    0 where there was none; `after` is how many seconds it asked to be left alone.
    """

    def __init__(
        self, reason: str, mend: str, *, passing: bool = False, status: int = 0, after: float = 0.0
    ) -> None:
        super().__init__(reason)
        self.reason, self.mend, self.passing, self.status, self.after = reason, mend, passing, status, after


class PutOff(FetchError):
    """Nothing went wrong: the wait until a host may be asked again is longer than the round."""
