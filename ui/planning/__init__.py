"""Planning beside the map: who fills which vacant seat, and how units are grouped in beats."""
