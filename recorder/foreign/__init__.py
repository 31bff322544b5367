"""Recordings made by other programs: CSVs that a map explains."""
