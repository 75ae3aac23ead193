"""Places: the gazetteer, recognising toponyms, resolving them, boundaries, the offline base map."""
