"""The two questions: what the API takes, and the results."""

from rest_framework import serializers

from analytics.models import LEAST, MOST
from analytics.selectors.satisfaction import QUESTIONS


class SatisfactionIn(serializers.Serializer):
    """From 1 (strongly disagree) to 7 (strongly agree)."""

    meets_needs = serializers.IntegerField(min_value=LEAST, max_value=MOST, help_text=QUESTIONS["meets_needs"])
    easy_to_use = serializers.IntegerField(min_value=LEAST, max_value=MOST, help_text=QUESTIONS["easy_to_use"])


class SatisfactionAnswerOut(serializers.Serializer):
    meets_needs = serializers.IntegerField()
    easy_to_use = serializers.IntegerField()
    answered_at = serializers.DateTimeField()


class SatisfactionQuestionOut(serializers.Serializer):
    name = serializers.CharField()
    text = serializers.CharField()
    agree = serializers.FloatField(help_text="Share of 5, 6 and 7.")
    low = serializers.FloatField(help_text="Lower end of its 95 % interval.")
    high = serializers.FloatField()
    n = serializers.IntegerField()


class SatisfactionOut(serializers.Serializer):
    """Results of everybody (null under `needed` answers), and the caller's own answer."""

    state = serializers.CharField(help_text="none, withheld or ok.")
    n = serializers.IntegerField()
    needed = serializers.IntegerField(help_text="Answers under which nothing is told.")
    value = serializers.FloatField(allow_null=True, help_text="UMUX-LITE, from 0 to 100.")
    low = serializers.FloatField(allow_null=True, help_text="Lower end of its 95 % interval.")
    high = serializers.FloatField(allow_null=True)
    questions = SatisfactionQuestionOut(many=True)
    my_answer = SatisfactionAnswerOut(allow_null=True)
