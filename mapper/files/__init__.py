"""What everything that reads or writes a file keeps to: bounds, whole files, SQLite by path."""
