"""A station's files into frames, and tables out again.

``reading.read_table`` is the way in: a file becomes a :class:`~mapper.io.source.Source` (its cells as text, its shapes
as they are), columns find their fields, cells become values, and what cannot be used is rejected with a reason.
"""
