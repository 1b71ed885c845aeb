"""What is read: trained models, their comparison, and what people answered; each idea in its own file."""

from analytics.selectors.satisfaction import answer_of, satisfaction

__all__ = ["answer_of", "satisfaction"]
