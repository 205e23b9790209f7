"""The printed sheet: laid out in millimetres, painted, written."""
