"""The pages under /settings/; each idea in its own file."""
