"""From heard words to a text that people read, with the time of every word; plain Python, light enough for pages."""
