"""Where a shift's patrol minutes go: what there is to look after, the places chosen, and who goes."""
