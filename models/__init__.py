"""Windows, the data set, networks and their training, and the card that describes a model."""
