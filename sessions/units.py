"""Constants of physics that formats differ by."""

STANDARD_GRAVITY_M_S2 = 9.80665
"""One g, by definition (CGPM 1901)."""
