"""The ASGI application that uvicorn serves."""

import os

from django.core.asgi import get_asgi_application

from emosense.body_limits import BodyLimit

# Every request runs in a thread of its own, which ends with it: a kept connection would serve nobody and stay open.
os.environ["DATABASE_CONN_MAX_AGE"] = "0"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "emosense.settings")
application = BodyLimit(get_asgi_application())
