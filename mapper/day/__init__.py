"""A project on a day: its answers, each asked once; what was found, and the figures at its head."""
