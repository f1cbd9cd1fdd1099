"""The user's own workbook given back: findings marked, reasons listed."""
