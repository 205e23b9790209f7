"""Background maps: pictures of the land under everything else, from a file or from an address of the user's own."""
