"""What pages and the API read of recordings."""

from speech.selectors.words_and_tone import transcript_words, words_and_tone

__all__ = ["transcript_words", "words_and_tone"]
