"""Browser profiles of people who are signed in."""

from accounts import services as accounts
from accounts.models import User
from reviews.tests.browsing import visiting


def profile_with_role(live_stack, chromium, *, email, name, role):
    """Of somebody who signed up with the code from the mail and holds the role from then on."""
    with visiting(chromium, live_stack.base_url) as visitor:
        visitor.sign_up(email, name)
        profile = visitor.context.storage_state()
    with live_stack.database():
        accounts.set_role(person=User.objects.get(email=email), role=role, by=None)
    return profile
