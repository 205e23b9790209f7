"""A project on a day: what was found, and the figures at its head."""
