"""What lies in the page itself: its script and look, the worker's, and the Python that answers there instead of a server."""
