"""Background maps: list and addresses."""
