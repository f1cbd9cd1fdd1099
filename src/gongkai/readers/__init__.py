"""Files as they are: cells with their places, no meaning yet."""
