"""What the tables mean: one question a file, each answer with its date, its base and what was left out."""
