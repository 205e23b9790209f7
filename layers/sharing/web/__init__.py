"""The web map: one file that needs no network."""
