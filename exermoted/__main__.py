"""``python -m exermoted``."""

from exermoted.cli import main

main()
