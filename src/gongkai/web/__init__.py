"""The pages: one application for the own computer's server and for the single offline HTML file. It computes nothing."""
