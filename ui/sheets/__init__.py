"""Printing and sharing."""
