"""Patrol focus: minutes asked of officers."""
