"""What the page is made of: controls, map, evidence, table, words."""
