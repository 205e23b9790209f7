"""What QGIS reads: symbols and styles of layers, and projects with a layout."""
