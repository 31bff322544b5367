"""Cue texts as data, one YAML file per language; read by `recorder.sound.language`."""
