"""Who fills which vacant seat, and who covers it where there are too few."""
