"""Readers of file formats: cells and texts with their places, not yet interpreted."""
