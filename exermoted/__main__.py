"""``python -m exermoted``."""

from exermoted.entry import main

main()
