"""One theme a file: how it classes the units."""
