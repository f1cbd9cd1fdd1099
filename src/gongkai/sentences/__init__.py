"""The prose templates of a format read backwards: which figure a number in a published sentence states."""
