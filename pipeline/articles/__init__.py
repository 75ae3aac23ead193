"""Files, folders, archives and storages to articles: one module a family of formats."""
