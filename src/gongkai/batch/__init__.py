"""Many departments at once: each isolated from the others, only changed inputs worked on, and one overview
page."""
