"""What a person touches: the desktop window and the command line."""
