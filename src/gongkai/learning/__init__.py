"""A format proposed from published documents: what is certain is written, what is not is marked 待核 and listed."""
