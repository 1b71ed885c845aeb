"""All settings, in one file, from the environment; boots with nothing set and is loud on a wrong value."""

import json
import os
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from whitenoise.compress import Compressor

from emosense import embedded

BASE_DIR = Path(__file__).resolve().parent.parent


def env_text(name, default=""):
    return os.environ.get(name, default)


def env_bool(name, default):
    value = os.environ.get(name, "1" if default else "0").strip().lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off", ""}:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}: write 1 or 0.")


def env_int(name, default):
    value = os.environ.get(name, str(default))
    try:
        return int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is {value!r}: write a whole number.") from error


def env_list(name, default=""):
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def postgres_from_url(url):
    """Django's DATABASES entry for postgresql://user:password@host:port/name?option=value."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL must begin with postgresql://")
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", None) or unquote(parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "emosense",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": env_int("DATABASE_CONN_MAX_AGE", 60),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


# --- where things lie -------------------------------------------------------------------------------------------
VAR_DIR = Path(env_text("EMOSENSE_VAR", str(BASE_DIR / "var"))).resolve()
ARTEFACTS_DIR = VAR_DIR / "artefacts"
MEDIA_ROOT = VAR_DIR / "media"
MEDIA_URL = "media/"
UPLOADS_DIR = VAR_DIR / "uploads"  # files of imports, private: served by no URL

# --- safety -----------------------------------------------------------------------------------------------------
PRODUCTION = env_bool("PRODUCTION", default=False)
DEBUG = env_bool("DEBUG", default=False)
SECRET_KEY = env_text("SECRET_KEY") or embedded.secret_key(VAR_DIR)
SECRET_KEY_FALLBACKS = env_list("SECRET_KEY_FALLBACKS")  # earlier ones: what they signed, and feeds' secrets, stay good
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1],testserver")
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS")
if PRODUCTION and not env_text("SECRET_KEY"):
    raise ImproperlyConfigured("PRODUCTION is set: SECRET_KEY must be set too.")
AUDIO_KEYSET = env_text("EMOSENSE_AUDIO_KEYSET")  # wraps the keys of recordings; made in var/keys/ where it may be
if PRODUCTION and not AUDIO_KEYSET:
    raise ImproperlyConfigured(
        "PRODUCTION is set: EMOSENSE_AUDIO_KEYSET must be set too, or voices lie with their key."
    )
if PRODUCTION and DEBUG:
    raise ImproperlyConfigured("PRODUCTION and DEBUG exclude each other.")

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env_bool("BEHIND_PROXY", default=False) else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "emosense.views.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF, *env_list("CSP_FORM_ACTION")],
        "frame-ancestors": [NONE],
    }
}

# --- apps -------------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.contrib.sites",
    "allauth",
    "allauth.account",
    "allauth.headless",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.google",
    "allauth.socialaccount.providers.github",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "csp",
    "emosense",
    "emosense.api_support",
    "emosense.jobs",
    "accounts",
    "reviews",
    "speech",
    "recommender",
    "analytics",
]
SITE_ID = 1

MIDDLEWARE = [
    "emosense.request_ids.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.LastSeenMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "emosense.bad_input.BadInputMiddleware",
    "accounts.middleware.StorableTextMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "emosense.urls"
ASGI_APPLICATION = "emosense.asgi.application"
WSGI_APPLICATION = "emosense.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "emosense.context_processors.site",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS.insert(0, "django.forms")

# --- data -------------------------------------------------------------------------------------------------------
DATABASES = {"default": postgres_from_url(env_text("DATABASE_URL") or embedded.database_url(VAR_DIR))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
BROKER_URL = env_text("CELERY_BROKER_URL") or embedded.broker_url(VAR_DIR)
CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": env_text("CACHE_URL")}
        if env_text("CACHE_URL")
        else {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "cache_entries",
            "OPTIONS": {"MAX_ENTRIES": 20_000},  # beyond 300, Django's default, it throws away what is still needed
        }
    ),
    # How often who called: shared by all web processes with CACHE_URL, else counted by each of them.
    "throttles": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": env_text("CACHE_URL")}
        if env_text("CACHE_URL")
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 100_000}}
    ),
}

# --- people -----------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "accounts.adapter.SocialAccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_CHANGE = ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True  # the same on pages and phones: a code, never a link
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_CHANGE_EMAIL = True  # one address per person; a new one counts once it is verified
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a mail for every change of address, password or second factor
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.SignUpForm"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "EmoSense: "
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if PRODUCTION else "http"
USERSESSIONS_TRACK_ACTIVITY = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
MFA_TOTP_ISSUER = "EmoSense Analytics"
SOCIALACCOUNT_PROVIDERS = {
    provider: {
        "APPS": [
            {"client_id": env_text(f"{provider.upper()}_CLIENT_ID"), "secret": env_text(f"{provider.upper()}_SECRET")}
        ]
    }
    for provider in ("google", "github")
    if env_text(f"{provider.upper()}_CLIENT_ID")
}
# The form that goes there is answered with a redirect, which browsers count as a part of the form.
_PROVIDER_ORIGINS = {"google": "https://accounts.google.com", "github": "https://github.com"}
CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"] += [_PROVIDER_ORIGINS[name] for name in SOCIALACCOUNT_PROVIDERS]
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env_bool("BEHIND_PROXY", default=False) else 0  # else one address is all visitors
HEADLESS_CLIENTS = ("app",)
HEADLESS_SERVE_SPECIFICATION = True  # /_allauth/openapi.json
HEADLESS_SPECIFICATION_TEMPLATE_NAME = None  # its page loads scripts from elsewhere

# One eraser per app, called in one transaction when a person deletes the account: f(person=..., at=...)
ACCOUNT_ERASERS = [
    "reviews.services.erase_person",
    "analytics.services.erase_person",
    "speech.services.erase_person",
    "recommender.services.erase_person",
    "emosense.jobs.services.erase_person",
]

# --- mail -------------------------------------------------------------------------------------------------------
EMAIL_URL = env_text("EMAIL_URL")  # smtp://user:password@host:port?tls=1
if PRODUCTION and not EMAIL_URL:
    raise ImproperlyConfigured("PRODUCTION is set: EMAIL_URL must be set too, or no code ever reaches anybody.")
if EMAIL_URL:
    _mail = urlsplit(EMAIL_URL)
    EMAIL_HOST, EMAIL_PORT = _mail.hostname, _mail.port or 25
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
    EMAIL_USE_TLS = dict(parse_qsl(_mail.query)).get("tls") == "1"
else:  # on a laptop: readable at /settings/mail/, links printed on the terminal
    EMAIL_BACKEND = "accounts.mailbox.MailboxBackend"
DEV_MAILBOX = not EMAIL_URL and not PRODUCTION
DEFAULT_FROM_EMAIL = env_text("DEFAULT_FROM_EMAIL", "EmoSense <no-reply@localhost>")

# --- static files -----------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "npm.finders.NpmFinder",
]
NPM_ROOT_PATH = BASE_DIR
NPM_STATIC_FILES_PREFIX = "npm"
NPM_FILE_PATTERNS = json.loads((BASE_DIR / "npm_files.json").read_text())
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
# Source maps are for whoever debugs in a browser: to compress them took most of the first start's seconds.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")
FILE_UPLOAD_HANDLERS = [
    "speech.upload_handlers.SealingUploadHandler",  # voices; Django's own take all other files
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 21 * 1024 * 1024  # an API call holds at most 20 MB
API_MAX_BODY = 20 * 1024 * 1024
PAGE_MAX_UPLOAD = 200 * 1024 * 1024  # of the one page that takes files
PAGE_MAX_BODY = 10 * 1024 * 1024  # of the others: the longest text that somebody pastes, percent-encoded

# --- language and time ------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

# --- work off the request ---------------------------------------------------------------------------------------
CELERY_BROKER_URL = BROKER_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 3600
CELERY_TASK_SOFT_TIME_LIMIT = 3540
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_CREATE_MISSING_QUEUES = True
# What is not named here goes to the queue "default"; jobs go where JOB_KINDS says.
CELERY_TASK_ROUTES = {
    "reviews.tasks.read_text": {"queue": "texts"},
    "reviews.tasks.read_texts": {"queue": "inference"},
    "reviews.tasks.read_unread": {"queue": "inference"},
    "reviews.tasks.read_reviews": {"queue": "inference"},
    "reviews.tasks.explain_readings": {"queue": "inference"},
    "reviews.tasks.read_aspects": {"queue": "inference"},
}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker waits for its broker as long as it takes
CELERY_WORKER_REDIRECT_STDOUTS = False
# One more try at once, for a connection that went stale; then the sweeper sends it again.
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0}
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 7200,  # above the longest task: a longer one would run twice
    "unacked_restore_throttle": 1,  # else unacknowledged tasks come back only every 100 s
    "socket_connect_timeout": 2,  # a page waits no longer for a broker that is gone
    "socket_timeout": 5,  # … or for one that does not answer
    "queue_order_strategy": "emosense.queue_order:TextsFirst",
}
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "run" / "beat-schedule")


def every(task, *, seconds):
    """One that no worker took in time goes away: the next one does the same, and none pile up without a worker."""
    return {"task": task, "schedule": timedelta(seconds=seconds), "options": {"expires": 2 * seconds}}


CELERY_BEAT_SCHEDULE = {
    "re-send jobs that waited too long": every("emosense.jobs.tasks.sweep", seconds=5),
    "read what is still unread": every("reviews.tasks.sweep_unread", seconds=10),
    "explain what is still unexplained": every("reviews.tasks.sweep_unexplained", seconds=10),
    "ask again for sentences of recordings that nobody read": every("speech.tasks.sweep_sentences", seconds=60),
    "refresh scores that are out of date": every("reviews.tasks.refresh_scores", seconds=5),
    "let scores see that a day has passed": every("reviews.tasks.age_scores", seconds=24 * 3600),
    "delete voices whose time is over": every("speech.tasks.sweep_recordings", seconds=60),
    "compare movies that came or changed": every("recommender.tasks.sweep_neighbours", seconds=10),
    "train the recommender on new ratings": every("recommender.tasks.order_training", seconds=24 * 3600),
    "make the well-known movies anew": every("recommender.tasks.sweep_known", seconds=60),
    "forget old sessions, keys and uploads": every("emosense.jobs.tasks.tidy", seconds=6 * 3600),
}
# kind of job -> (task, queue); named by string, so that emosense.jobs knows no app
JOB_KINDS = {
    "train_recommender": ("recommender.tasks.train_recommender", "train"),
    "import_reviews": ("reviews.tasks.import_reviews", "default"),
    "import_ratings": ("reviews.tasks.import_reviews", "default"),
    "import_movies": ("reviews.tasks.import_reviews", "default"),
    "read_reviews": ("reviews.tasks.read_reviews", "inference"),
    "scrape_reviews": ("reviews.tasks.scrape_reviews", "crawl"),
    "process_recording": ("speech.tasks.process_recording", "speech"),
    "import_recordings": ("speech.tasks.import_recordings", "speech"),
}
JOB_TIME_LIMITS = {"import_reviews": 3540, "read_reviews": 3540}  # seconds; then the job fails and says so
JOB_LEASE_SECONDS = env_int("JOB_LEASE_SECONDS", 60)  # a worker that says nothing for so long has lost its job
JOB_RESEND_SECONDS = env_int("JOB_RESEND_SECONDS", 15)
JOB_BACKOFF_SECONDS = env_int("JOB_BACKOFF_SECONDS", 5)  # doubles with every failure
JOB_MAX_ATTEMPTS = 5
# Called every few hours as f(now=...) -> how many rows went away
TIDIERS = [
    "accounts.services.forget_old_invitations",
    "emosense.sessions.tidy",
    "emosense.api_support.idempotency.tidy",
    "reviews.services.uploads.tidy",
    "reviews.services.crawl_process.tidy",
    "speech.services.tidy",
    "reviews.services.deliveries.tidy",
    "recommender.services.tidy",
]

# --- sentiment --------------------------------------------------------------------------------------------------
SERVING_MODEL = env_text("SERVING_MODEL", "lstm")  # the model behind every score
READING_MODELS = env_list("READING_MODELS", "lstm,gru")  # the models that read every review
TEXT_COMPARISON = BASE_DIR / "reviews" / "data" / "text_comparison.json"  # what `compare_text_models` measured
if SERVING_MODEL not in READING_MODELS:
    raise ImproperlyConfigured(f"SERVING_MODEL {SERVING_MODEL!r} must be one of READING_MODELS {READING_MODELS!r}.")

# --- speech -----------------------------------------------------------------------------------------------------
SPEECH_TRANSCRIBER = env_text("SPEECH_TRANSCRIBER", "pocketsphinx")  # or faster-whisper, vosk; docs/transcription.md
SPEECH_TRANSCRIBER_MODEL = env_text("SPEECH_TRANSCRIBER_MODEL")  # folder of the model, for engines that bring none

# --- recommendations --------------------------------------------------------------------------------------------
# Movies up to which similar ones are found exactly, in memory; above it by pgvector, approximately (docs/adr/0056)
RECOMMENDER_EXACT_UP_TO = env_int("RECOMMENDER_EXACT_UP_TO", 200_000)

# --- crawls: off until a permission is recorded on their source in the admin ---------------------------------------
CRAWL_QUERY_HASH = env_text("CRAWL_QUERY_HASH")  # of the site's own query for next pages; changes when the site does
CRAWL_CACHE_SECONDS = env_int("CRAWL_CACHE_SECONDS", 3600)  # a page fetched within this time is not fetched again

# --- API --------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "emosense.api_support.authentication.SessionTokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticatedOrReadOnly"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser", "rest_framework.parsers.MultiPartParser"],
    "DEFAULT_PAGINATION_CLASS": "emosense.api_support.pages.CursorPages",
    "PAGE_SIZE": 25,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": [
        "emosense.api_support.throttles.AnonBurst",
        "emosense.api_support.throttles.PersonBurst",
        "emosense.api_support.throttles.ScopedBurst",
    ],
    "NUM_PROXIES": 1 if env_bool("BEHIND_PROXY", default=False) else 0,  # else X-Forwarded-For fools the throttles
    "DEFAULT_THROTTLE_RATES": {  # "off" switches one off
        "anon": env_text("THROTTLE_ANON", "120/min"),
        "person": env_text("THROTTLE_PERSON", "600/min"),
        "sentiment": env_text("THROTTLE_SENTIMENT", "120/min"),
        "explain": env_text("THROTTLE_EXPLAIN", "20/min"),  # a hundred times the work of reading alone
        "bulk": env_text("THROTTLE_BULK", "60/min"),
        "webhooks": env_text("THROTTLE_WEBHOOKS", "120/min"),
        "imports": env_text("THROTTLE_IMPORTS", "30/hour"),
        "recordings": env_text("THROTTLE_RECORDINGS", "60/hour"),
        "chunks": env_text("THROTTLE_CHUNKS", "3600/hour"),  # a recording in progress sends one every few seconds
    },
    "EXCEPTION_HANDLER": "emosense.api_support.problems.problem_response",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "EmoSense Analytics API",
    "DESCRIPTION": "How audiences feel about movies: scores with intervals, reviews, readings, imports and jobs.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "Role": "accounts.roles.Role",
        "TeamRole": "accounts.models.Membership.Role",
        "LabelEnum": "reviews.serializers.reviews.LABELS",
        "MovieDoubtStateEnum": "reviews.models.MovieDoubt.State",
        "SourceKindEnum": "reviews.models.Source.Kind",
        "FeedbackKindEnum": "recommender.models.Feedback.Kind",
        "RecordingStateEnum": "speech.models.Recording.State",
        "RecordingBatchStateEnum": "speech.models.RecordingBatch.State",
        "TranscriptStateEnum": "speech.models.Transcript.State",
        "DecisionStateEnum": ["same", "new", "ignored"],
        "ExplanationStateEnum": ["ready", "waiting", "not_available", "not_applicable"],
        "DataStateEnum": ["none", "no_match", "withheld", "too_few", "ok"],
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "emosense.api_support.schema.add_problems",
    ],
    "TAGS": [
        {"name": "jobs", "description": "Long work: where it is, cancel, retry."},
        {"name": "about", "description": "What there is."},
    ],
}

# --- logs -------------------------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "emosense.request_ids.RequestIdFilter"}},
    "formatters": {
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "fmt": "%(asctime)s %(levelname)s %(name)s %(message)s %(request_id)s %(job_id)s",
            "rename_fields": {"asctime": "time", "levelname": "level", "name": "logger"},
            "datefmt": "%Y-%m-%dT%H:%M:%S%z",
        },
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["request_id"]},
    },
    "root": {"handlers": ["stderr"], "level": env_text("LOG_LEVEL", "INFO")},
    # Handlers of their own are taken away: whatever a library writes, it writes as a JSON line.
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "level": "INFO", "propagate": True},
        "django.request": {"handlers": [], "level": "ERROR", "propagate": True},  # emosense.access tells the rest
        "uvicorn": {"handlers": [], "level": "INFO", "propagate": True},
        "uvicorn.error": {"handlers": [], "level": "INFO", "propagate": True},
        "uvicorn.access": {"handlers": [], "level": "WARNING", "propagate": True},
        "celery": {"handlers": [], "level": "INFO", "propagate": True},
        "celery.app.trace": {"handlers": [], "level": "WARNING", "propagate": True},  # else two lines per task
        "celery.worker.strategy": {"handlers": [], "level": "WARNING", "propagate": True},
    },
}
