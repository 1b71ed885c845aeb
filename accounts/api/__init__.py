"""People and teams for phones; each kind of object in its own file."""
