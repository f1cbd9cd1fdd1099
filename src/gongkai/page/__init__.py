"""The page: everything in one HTML file that works without a network, for those who may install nothing."""
