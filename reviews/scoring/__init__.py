"""Reading the sentiment of whole files: rows in, the same rows with their readings out. No Django, no database."""
