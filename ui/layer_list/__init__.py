"""The layer list: themes, layers, legend and shading."""
