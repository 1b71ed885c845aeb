"""What every template knows."""

from django.conf import settings

from emosense.version import version


def site(request):
    return {
        "request_id": getattr(request, "id", "-"),
        "dev_mailbox": settings.DEV_MAILBOX,
        "version": version(),
    }
