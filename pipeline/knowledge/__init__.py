"""What `data/` knows, loaded once and handed down: words, calendar, places; its check and what a change touches."""
