"""The main window, and what holds its parts together."""
