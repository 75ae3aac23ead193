"""One article to its reports: what is marked, which attacks are told where, and all that is said of each."""

from pipeline.extract.reading import Reading, read_article, speaks_of_attacks

__all__ = ["Reading", "read_article", "speaks_of_attacks"]
