"""Plans beside the map: who fills which vacant seat, how units are grouped in beats, and the working rules."""
