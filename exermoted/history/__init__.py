"""Sets and repetitions of every workout, in SQLite."""
