"""Borders edited and mended on the map."""
