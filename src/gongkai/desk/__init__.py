"""What a user is handed at every desk, on the command line and on the pages alike: the same bytes, the same words."""
