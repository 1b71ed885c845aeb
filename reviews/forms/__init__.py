"""What people type: reviews, comments, reports, lists, filters; each idea in its own file."""
