"""Figures of the finance system's exports into an input workbook, each with the cell that it came from."""
