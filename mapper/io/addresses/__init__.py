"""Places of rows that have only an address: writings taken apart, and found in a table of standard addresses."""
