"""Where incidents gather, how well that foretells the next period, and when nothing may be said of it."""
