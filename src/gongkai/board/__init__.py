"""The board: a bureau's departments on one server, on top of the pages that one accountant has."""
