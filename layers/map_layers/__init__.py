"""One map layer a file."""
