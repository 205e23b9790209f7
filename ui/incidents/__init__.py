"""Hazards, disputes and cases: list, filter and timeline."""
