"""Pages: load, guard, one call, render; each idea in its own file."""
