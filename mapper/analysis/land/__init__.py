"""The land: whether units tile it, which unit a point is in, what is recorded of it."""
