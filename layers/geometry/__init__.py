"""The tables' geometry as flat arrays in metres, made once."""
