"""The whole report as one HTML file, every figure leading back to the cells it comes from."""
