"""How fast it is, measured: medians, beside peers on the same files in the same run where a peer is installed."""
