"""The daemon's HTTP API, and its client."""
