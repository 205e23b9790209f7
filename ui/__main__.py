"""The program's door: a subcommand works without a window, anything else opens it."""

import sys

from ui.command_line import main

if __name__ == "__main__":
    sys.exit(main())
