"""What every template knows."""

from django.conf import settings


def site(request):
    return {"request_id": getattr(request, "id", "-"), "dev_mailbox": settings.DEV_MAILBOX}
