"""Plots of counts in bars: told in plain values, laid out in a box, and painted alike on screen and in a picture."""
