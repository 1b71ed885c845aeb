"""Error pages, health, and the page that shows every component."""

from django.db import connection
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render


def livez(request):
    return HttpResponse("ok", content_type="text/plain")


def readyz(request):
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"database": "ok"})


def home(request):
    return render(request, "home.html")


def bad_request(request, exception):
    return render(request, "400.html", status=400)


def permission_denied(request, exception):
    return render(request, "403.html", status=403)


def not_found(request, exception):
    return render(request, "404.html", status=404)


def server_error(request):
    return render(request, "500.html", status=500)
