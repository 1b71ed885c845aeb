"""Emotion in the voice: arrays and plain values in, arrays and plain values out."""
