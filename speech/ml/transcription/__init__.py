"""From recorded speech to words with times and confidence; nothing heavy is imported before an engine is loaded."""
