"""Movies, reviews, readings, imports and lists for phones and scripts: the services and guards of the pages."""
