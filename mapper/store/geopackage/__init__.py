"""A project in one GeoPackage file, which QGIS opens as it is."""
