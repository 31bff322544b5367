"""Searching hyper-parameters: a study in one file, and workers here or on a cluster."""
