"""Movies, reviews, readings, imports and lists on the wire; input and output apart, each idea in its own file."""
