"""Data that travel inside the package; the text files beside them say where they come from."""
