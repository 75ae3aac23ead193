"""Articles to incidents: read, date, find attacks, merge, store, view, export."""
