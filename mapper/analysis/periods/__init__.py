"""Two periods side by side: what differs, by how much, and what of it chance alone may do; rates of small units."""
