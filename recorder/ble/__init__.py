"""Bluetooth by bleak. Importing anything in here imports bleak: do so only where it is used."""
