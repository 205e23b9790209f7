"""Where one more room would reach most, or shorten most ways: exact where time allows, with the bound shown."""
