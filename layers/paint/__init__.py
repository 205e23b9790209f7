"""A snapshot onto any QPainter. QtCore and QtGui are used here."""
