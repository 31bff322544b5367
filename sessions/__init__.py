"""Frames, exercises, the workout script and the session folder: what everything else shares."""
