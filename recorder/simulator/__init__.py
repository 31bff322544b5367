"""A virtual person who hears a workout's cues, reacts late as people do, and moves."""
