"""Copies of the user's own workbook, with findings marked or reasons added."""
