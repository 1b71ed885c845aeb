"""The two questions of satisfaction: one answer per person, which can be changed and taken back."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from analytics.models import SatisfactionAnswer


@transaction.atomic
def answer_satisfaction(*, meets_needs: int, easy_to_use: int, by: User, at: datetime) -> SatisfactionAnswer:
    """Keeps the person's answer in place of an earlier one; the same again changes nothing."""
    answer, made = SatisfactionAnswer.objects.select_for_update().get_or_create(
        person=by, defaults={"meets_needs": meets_needs, "easy_to_use": easy_to_use, "answered_at": at}
    )
    if not made and (answer.meets_needs, answer.easy_to_use) != (meets_needs, easy_to_use):
        answer.meets_needs, answer.easy_to_use, answer.answered_at = meets_needs, easy_to_use, at
        answer.save(update_fields=["meets_needs", "easy_to_use", "answered_at"])
    return answer


@transaction.atomic
def withdraw_satisfaction(*, by: User) -> bool:
    """Takes the answer back; False where there was none."""
    return _delete(by) > 0


@transaction.atomic
def erase_person(*, person: User, at: datetime) -> dict[str, int]:
    """Deletes what the person answered; returns how many rows of which kind."""
    return {"answers_about_satisfaction": _delete(person)}


def _delete(person: User) -> int:
    return SatisfactionAnswer.objects.filter(person=person).delete()[0]
