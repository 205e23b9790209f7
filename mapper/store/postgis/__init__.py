"""A project on a PostgreSQL server with PostGIS, which many stations edit at the same time."""
