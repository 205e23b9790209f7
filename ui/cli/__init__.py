"""The command line: subcommands that print. No Qt."""
