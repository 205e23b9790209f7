"""An atlas as files: its sheets painted in shares, joined, compared with the last time, and reported on."""
