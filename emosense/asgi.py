"""The ASGI application that uvicorn serves."""

import os

from django.core.asgi import get_asgi_application

from emosense.body_limits import BodyLimit

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "emosense.settings")
application = BodyLimit(get_asgi_application())
