"""Tools of whoever keeps the formats: lint, explain, difference, a new year, code lists."""
