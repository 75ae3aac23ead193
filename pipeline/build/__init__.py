"""A store from articles: look, read, merge, write, by processes of this computer or a Dask cluster."""

from pipeline.build.builder import BuildSummary, build, remove

__all__ = ["BuildSummary", "build", "remove"]
