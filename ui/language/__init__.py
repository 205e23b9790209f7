"""Codes into sentences, in both languages."""
