"""The pages: one application for the local server and for the offline HTML file. It computes nothing itself."""
