"""Reading Arabic and English: folding, tokens, clitics, numerals, the lexicon and its matching."""
