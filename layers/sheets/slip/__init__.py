"""A slip: what one officer has to do on a day, on one page and as text."""
