"""The mails that this machine kept instead of sending them."""

from ipaddress import ip_address

from django.conf import settings
from django.http import Http404
from django.shortcuts import render

from accounts.models import KeptMail


def mailbox(request):
    """For everybody who sits at this machine, signed in or not: the sign-up code is in there. Elsewhere: 404."""
    if not settings.DEV_MAILBOX or not _is_from_this_machine(request):
        raise Http404
    return render(request, "accounts/mailbox.html", {"mails": KeptMail.objects.all()[:50]})


def _is_from_this_machine(request):
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
