"""Pictures of how well a model does; they need matplotlib, which is imported when one is drawn."""
