"""Community work in figures: inspections, outreach, liaison, groups, surveys, key rectification areas."""
