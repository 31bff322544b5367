"""Remote recognition: many phones stream, and each gets its own activity and counts back."""
