"""What an edit would do, told before it is done."""
