"""Plots of hazards, disputes and cases: trend, funnel, ages and stations; each out as a picture or a table."""
