"""What the athlete hears: cues turned into sound, each at its sample."""
