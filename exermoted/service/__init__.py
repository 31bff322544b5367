"""The daemon: one owner of radio and sound that switches between idle, record and live."""
