"""A slip: what one officer has to do on a day, on paper and as text."""
