"""The window's dialogs: each gathers what one edit or one export needs."""
