"""What changes data: people's answers about EmoSense."""

from analytics.services.satisfaction import answer_satisfaction, erase_person, withdraw_satisfaction

__all__ = ["answer_satisfaction", "erase_person", "withdraw_satisfaction"]
