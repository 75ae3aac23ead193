"""Snapshots of what a filter shows: the picture, the offline page and the sealed folder."""
