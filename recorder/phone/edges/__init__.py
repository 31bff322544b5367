"""The ways that a phone's readings come, one file a transport; decoding is done next door."""
