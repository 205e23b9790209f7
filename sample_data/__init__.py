"""A fictional district, 云汉区（虚构）: a ready project, the files that stations would have, and its planted faults."""
