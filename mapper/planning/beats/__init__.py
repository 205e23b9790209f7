"""Contiguous beats of even load."""
