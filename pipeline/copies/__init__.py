"""Which text prints another: sketches of texts, and the copies found among them."""
