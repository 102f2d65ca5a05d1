"""The lists of models: rows as kept bytes, what is asked of them, and the pages that answer it."""
