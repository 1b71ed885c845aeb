"""Trained models, their comparison and satisfaction over REST."""
