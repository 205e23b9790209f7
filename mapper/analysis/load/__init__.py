"""How much work a unit asks for, and how full an officer's month is."""
