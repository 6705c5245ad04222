"""The command line: options, the terminal, and the commands that are not a refresh."""
