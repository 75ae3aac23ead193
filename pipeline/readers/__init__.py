"""One module a family of formats; `pipeline.read` chooses among them by the name of the file."""
