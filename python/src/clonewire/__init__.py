"""JavaScript structured-clone values in Python: lossless, or a clear error."""
