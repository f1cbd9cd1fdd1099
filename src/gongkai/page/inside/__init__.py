"""What the page itself contains: its scripts and styles, those of the worker, and the Python that replaces the server."""
