"""Which table of a published document is which, and which figure stands in each of its cells."""
