"""What is handed on beside the printed sheet: what a file tells, layers as files, styles and projects for QGIS."""
