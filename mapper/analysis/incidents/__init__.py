"""Hazards, disputes and cases: their states, clocks and handlers."""
