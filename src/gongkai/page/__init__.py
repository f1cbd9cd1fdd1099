"""The offline page: the whole application in one HTML file that works without a network or installation."""
