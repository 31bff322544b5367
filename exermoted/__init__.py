"""The command line, the configuration and the wiring of the program."""

from importlib import metadata

VERSION = metadata.version("exermoted")
