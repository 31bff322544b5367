"""The daemon's API and pages: one web application, and who may use it."""
