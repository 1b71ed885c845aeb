"""Data, models and what people answered, for phones and scripts: the same selectors and services as the pages."""
