"""The window's panels: each shows one thing of the figures, and asks by signal for what it cannot do itself."""
