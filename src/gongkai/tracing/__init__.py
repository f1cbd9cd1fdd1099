"""Where a printed figure comes from, and where a cell of the input counts."""
