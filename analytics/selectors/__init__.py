"""What is read: trained models, their comparison, and what people answered; each idea in its own file."""

from analytics.selectors.comparison import Comparison, text_comparison
from analytics.selectors.findings import finding_of
from analytics.selectors.model_cards import model_card, model_cards
from analytics.selectors.satisfaction import answer_of, satisfaction

__all__ = ["Comparison", "answer_of", "finding_of", "model_card", "model_cards", "satisfaction", "text_comparison"]
