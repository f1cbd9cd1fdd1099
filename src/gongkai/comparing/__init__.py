"""What changed between two versions of an input or of a published document, in the input and in the report."""
