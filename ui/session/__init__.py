"""One open project: the document, what is shown of it, the figures of the day, and what panels have in common."""
