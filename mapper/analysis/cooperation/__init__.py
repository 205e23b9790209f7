"""Work with other bodies: handovers with receipt, calls that are diverted, mediation hubs."""
