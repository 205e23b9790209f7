"""Where a project lives. All SQL is in here."""
