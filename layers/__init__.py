"""What it looks like: map layers, painter, printed page and web map. QtCore and QtGui, never QtWidgets."""
