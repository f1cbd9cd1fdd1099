"""What the command line and the pages both hand to a user, with the same bytes and the same words."""
