"""Adds up the units of a department."""
