"""One compiler for each kind of file in a pack."""
