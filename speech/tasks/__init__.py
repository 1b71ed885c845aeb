"""Work off the request: what is heard in recordings."""

from speech.tasks.words_and_tone import keep_sentence_readings, sweep_sentences

__all__ = ["keep_sentence_readings", "sweep_sentences"]
