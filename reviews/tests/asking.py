"""Asking for pages, as the tests of pages do it."""

from django.urls import reverse


def url(name, *args):
    return reverse(f"reviews:{name}", args=args)


def words_of(response):
    return " ".join(response.content.decode().split())


def statuses(client, people, request):
    """What each person gets; None is somebody who is not signed in."""
    answers = []
    for person in people:
        client.logout()
        if person is not None:
            client.force_login(person)
        answers.append(request(client).status_code)
    return answers
