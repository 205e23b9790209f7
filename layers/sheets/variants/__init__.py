"""One sheet of two plans, or two days, side by side."""
