"""JavaScript's types in Python."""
