"""A PDF to lines and ruled tables."""
