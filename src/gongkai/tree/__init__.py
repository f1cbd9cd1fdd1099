"""The document tree that sections build and writers read."""
