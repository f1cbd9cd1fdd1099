"""Many departments at once: each isolated, only what changed, and one page for who is in charge."""
