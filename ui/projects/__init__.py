"""Making, filling and describing a project."""
