"""Time expressions to intervals of days: what `geo/` is to places, this is to time."""
