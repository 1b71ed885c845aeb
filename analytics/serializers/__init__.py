"""Data, models and answers on the wire, each idea in its own file."""
