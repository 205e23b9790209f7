"""Numbers into classes, and classes into colours."""
