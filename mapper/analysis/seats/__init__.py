"""Who holds which seat on which day."""
