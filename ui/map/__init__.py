"""The map in the window: showing it, moving it, and what the mouse does on it."""
