"""The ASGI application that uvicorn serves."""

import os

import django

from emosense.body_limits import BodyLimit

# Every request runs in a thread of its own, which ends with it: a kept connection would serve nobody and stay open.
os.environ["DATABASE_CONN_MAX_AGE"] = "0"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "emosense.settings")
django.setup(set_prefix=False)

from emosense.sealed_bodies import SealedBodyHandler  # noqa: E402  (it needs the settings)

application = BodyLimit(SealedBodyHandler())
