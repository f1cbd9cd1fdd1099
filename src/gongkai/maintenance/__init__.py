"""Tools for maintainers of formats: lint, explain, difference, a new year, code lists."""
