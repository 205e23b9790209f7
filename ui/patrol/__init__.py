"""Patrol focus."""
