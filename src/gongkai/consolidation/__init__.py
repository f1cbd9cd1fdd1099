"""Units added up to their department."""
