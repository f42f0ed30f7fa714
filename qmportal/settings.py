"""All settings, read from the environment; closed unless opened (names and meanings: docs/operation.md)."""

import os
from pathlib import Path

import pghistory
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from qmportal import environment

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("DATA_DIR", BASE_DIR / ".data"))

# Who may ask, and how

SECRET_KEY = os.environ["SECRET_KEY"]
SECRET_KEY_FALLBACKS = environment.words("SECRET_KEY_FALLBACKS")
DEBUG = environment.switch("DEBUG")
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS")
SITE_URL = os.environ.get("SITE_URL", "https://localhost").rstrip("/")
CSRF_TRUSTED_ORIGINS = [SITE_URL]
DEMO = environment.switch("DEMO")  # fictional institutions and people; every page says so
INSECURE_HTTP = environment.switch("INSECURE_HTTP")  # only for `manage.py run` on one's own machine
TRUSTED_PROXIES = int(os.environ.get("TRUSTED_PROXIES", "0"))  # how many of our own stand in front

if not INSECURE_HTTP:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^health/$"]  # asked from inside the container
    SECURE_HSTS_SECONDS = 31_536_000  # one year
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    if TRUSTED_PROXIES:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 3600  # seconds: a working day
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"  # read from Redis, kept in PostgreSQL
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # data: is the QR code of the second factor
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: []
    for name in ("camera", "microphone", "geolocation", "payment", "usb", "accelerometer", "gyroscope", "magnetometer")
}

# What the portal is made of

INSTALLED_APPS = [
    "modeltranslation",  # before the admin, which it extends
    "qmportal",
    "meetings",
    "workplans",
    "surveys",
    "guidelines",
    "letters",
    "institutions",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "pghistory",
    "pgtrigger",
    "qmportal.office.OfficeConfig",  # Django's admin
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "qmportal.middleware.isolate",
    "qmportal.middleware.say_who_may_store",
    "qmportal.middleware.forget_who_answers",
    "qmportal.copies.keep_copies",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "qmportal.middleware.refuse_large_requests",
    "qmportal.middleware.explain_wrong_method",
    "qmportal.middleware.refuse_odd_requests",
    "django.middleware.common.CommonMiddleware",
    "qmportal.middleware.answer_without_a_trace",  # what follows knows people
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "qmportal.middleware.keep_the_readers_clock",
    "pghistory.middleware.HistoryMiddleware",
]

ROOT_URLCONF = "qmportal.urls"
WSGI_APPLICATION = "qmportal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "qmportal.context_processors.frame",
            ]
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
MESSAGE_STORAGE = "qmportal.notices.NoticeStorage"

# What it remembers

DATABASES = {
    "default": {
        **environment.database(os.environ["DATABASE_URL"]),
        "CONN_MAX_AGE": 60,  # seconds; measured three times faster than a connection per request
        "CONN_HEALTH_CHECKS": True,
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = os.environ["REDIS_URL"]
CACHES = {
    "default": {
        "BACKEND": "qmportal.cache.TolerantRedisCache",
        "LOCATION": os.environ.get("CACHE_URL", REDIS_URL),
        "KEY_PREFIX": "qmportal",
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 2},  # seconds; no page waits long for it
    }
}
STORAGES = {
    "default": environment.media_storage(),
    "staticfiles": {"BACKEND": "qmportal.storage.FoldedStaticFilesStorage"},
}
MEDIA_ROOT = DATA_DIR / "media"  # outside what is served; files of texts leave through a view that asks who wants them
LARGEST_REQUEST = 21_000_000  # bytes; the largest file a text may have, and what a form is wrapped in
ATTACHMENT_QUOTA = 200_000_000  # bytes of all files of one text
ATTACHMENTS_PER_TEXT = 100
ATTACHMENT_SCANNER = os.environ.get("ATTACHMENT_SCANNER", "")  # nobody gets a file before it has said that it is clean
STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("STATIC_ROOT", DATA_DIR / "static"))
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

PGHISTORY_DEFAULT_TRACKERS = (pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
PGHISTORY_APPEND_ONLY = True  # the audit trail itself cannot be changed or emptied row by row
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")  # reading leaves no trail, and costs less without one

# Who people are

AUTH_USER_MODEL = "institutions.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "display_name")},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "qmportal.passwords.WordsOfTheHouseValidator"},
    {"NAME": "qmportal.passwords.LongestValidator"},
]
PASSWORD_RESET_TIMEOUT = 3 * 3600  # seconds; the letter says so
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "my-work"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "qmportal.accounts.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no mail to strangers; the page says the same either way
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # before the address or the second factor changes
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900  # seconds
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = SITE_URL.partition("://")[0]
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "QM portal"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = INSECURE_HTTP
INVITATION_DAYS = 14  # days an invitation can be accepted

# Languages and clocks

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("bs", _("Bosnian")), ("sv", _("Swedish"))]
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale" / "packages"]
FORMAT_MODULE_PATH = ["qmportal.formats"]
USE_THOUSAND_SEPARATOR = False  # years and keys are no quantities; the filter ``number`` groups those that are
MODELTRANSLATION_FALLBACK_LANGUAGES = ("en", "bs", "sv")  # templates mark the text's own language
ROW_SOURCE_LANGUAGE = "bs"  # of names, titles and short texts that have words in it; of others the first they have
TIME_ZONE = "Europe/Sarajevo"
USE_TZ = True

# Letters and work in the background

MAIL_DIR = os.environ.get("MAIL_DIR")
if MAIL_DIR:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = MAIL_DIR
EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = environment.switch("EMAIL_USE_TLS")
EMAIL_TIMEOUT = 20  # seconds; a stalled mail server must not hold a worker
DEFAULT_FROM_EMAIL = SERVER_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "portal@localhost")
BOUNCE_ADDRESS = os.environ.get("BOUNCE_ADDRESS") or DEFAULT_FROM_EMAIL  # where mail servers return what nobody takes
# Steps of reminders, unless the secretariat made a rule of its own: days before the day, negative after it; the newest
# step that has come wins
REMIND_DAYS_BEFORE_DEADLINE = (30, 7, 1, 0)
REMIND_DAYS_AFTER_DEADLINE = (-3, -14)
TELL_COORDINATORS_AFTER_DEADLINE = (-21,)
TELL_SECRETARIAT_AFTER_DEADLINE = (-28,)
REMIND_OF_REVIEW = (0,)  # an activity on hold is to be looked at again
ASK_FOR_NEWS_AFTER = (60, 90, 120, 150, 180, 270, 360)  # days since the last report
TELL_SECRETARIAT_OF_PROPOSALS = (0, 7, 21)  # days since the proposal was made
REMIND_DAYS_BEFORE_ANSWER = (7, 1)  # answers to an invitation are due
REMIND_DAYS_BEFORE_PAPERS = (3, 0)  # papers for a meeting are due
REMIND_DAYS_OF_ACTIONS = (7, 0, -7)  # action items of meetings
REMIND_WORKING_DAYS_OF_MINUTES = (3, 10)  # since the meeting, while its minutes are not circulated
REMIND_DAYS_BEFORE_TRANSLATION = (7, 1, 0)
REMIND_DAYS_AFTER_TRANSLATION = (-3, -10)
EDITION_IS_NEW_FOR = 180  # days after a guideline came into force; half a year, the usual gap between meetings
LARGE_MOVE_DAYS = 90  # days; a longer move of a deadline needs a decision of the group
REPORT_IS_OLD_AFTER = 60  # days without a progress report
REPORT_IS_OLD_NEAR_DEADLINE = 14  # days, once the deadline is within a month or has passed
LETTER_RETRY_MINUTES = (1, 5, 15, 60, 240)  # growing gaps; the last one repeats until the letter is useless
PLANNER_IS_LATE_AFTER = 30  # minutes without a good run, or with a letter that waits; the letters page turns red
# jobs without whose runs a reminder is missing
LETTER_PLANNERS = ("workplans.write_reminders", "guidelines.write_reminders")
LETTER_NIGHT = (20, 7)  # o'clock, the reader's own: no reminder is sent from the first to the second
LETTER_WORKING_DAYS = range(5)  # Monday is 0; on other days, and on public holidays, no reminder is sent
HOLIDAY_CALENDAR = "BA-BIH"  # of people without an institution: where the group has its seat
LETTER_GROUP = 50  # messages a sender takes at once; their occasions are read together
LETTER_BUNDLE = 100  # letters in one message; what is beyond leaves a morning later
LETTER_READING_HOLDS = 1  # seconds; what was read longer ago is read again before it is sent
LETTER_SENDERS = 2  # at most so many connections to the mail server at a time
LETTER_DRAIN_SECONDS = 50  # a sender's turn; beat starts the next within the minute
ANSWER_LINK_DAYS = 14  # days the link in a letter answers without signing in

CELERY_BROKER_URL = environment.broker(REDIS_URL)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_connect_timeout": 2,  # seconds
    "socket_timeout": 5,  # seconds
    "max_retries": 0,  # a page that wrote a letter does not wait for a broker that is away; the sweep finds it
    "interval_start": 0,
}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True  # a killed worker's letter is taken up by the next
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE = {
    # every ten minutes: what became due since the last look, also after a night without power
    "write-reminders": {
        "task": "workplans.tasks.write_reminders",
        "schedule": crontab(minute="*/10"),
    },
    # every hour, soon after midnight too: owners, private calendars and accounts of those who have left
    "settle-departures": {"task": "workplans.tasks.settle_departures", "schedule": crontab(minute=5)},
    # every ten minutes: translators whose day is near or has passed, reviewers for whom something waits
    "write-translation-reminders": {"task": "guidelines.tasks.write_reminders", "schedule": crontab(minute="5-59/10")},
    # every ten minutes: invitations and what calendars lack, answers and papers that are due
    "write-meeting-letters": {"task": "meetings.tasks.write_reminders", "schedule": crontab(minute="7-59/10")},
    # every hour, soon after midnight too: meetings that are over, minutes nobody objected to
    "settle-meetings": {"task": "meetings.tasks.settle", "schedule": crontab(minute=3)},
    # every minute: texts whose moment of publication has come
    "publish-due": {"task": "guidelines.tasks.publish_due", "schedule": crontab(), "options": {"expires": 60}},
    # every hour: PDFs that are missing, and those of texts whose standing changed with the day
    "print-texts": {"task": "guidelines.tasks.print_texts", "schedule": crontab(minute=12)},
    # at 3:20 in the group's night: addresses that never confirmed that they follow a guideline
    "forget-addresses": {"task": "guidelines.tasks.forget_addresses", "schedule": crontab(hour=3, minute=20)},
    # every five minutes: files that wait for the scanner, also after it was away
    "scan-files": {
        "task": "guidelines.tasks.scan_files",
        "schedule": crontab(minute="*/5"),
        "options": {"expires": 300},
    },
    # every five minutes: papers of meetings that wait for the scanner
    "scan-papers": {
        "task": "meetings.tasks.scan_papers",
        "schedule": crontab(minute="2-59/5"),
        "options": {"expires": 300},
    },
    # at 3:40 in the group's night: files that killed processes left in the storage
    "sweep-files": {"task": "guidelines.tasks.sweep_files", "schedule": crontab(hour=3, minute=40)},
    "sweep-papers": {"task": "meetings.tasks.sweep_papers", "schedule": crontab(hour=3, minute=50)},
    # every hour: the words of what is public by then, from which the search guesses what was meant
    "learn-words": {"task": "qmportal.tasks.learn_words", "schedule": crontab(minute=35), "options": {"expires": 1800}},
    # every five minutes: answers to surveys, mixed and folded where a whole group stays behind
    "fold-answers": {
        "task": "surveys.tasks.fold_waiting",
        "schedule": crontab(minute="1-59/5"),
        "options": {"expires": 300},
    },
    # every hour, soon after midnight's half hour of grace too: surveys that are over are closed, and sealed a day later
    "settle-surveys": {"task": "surveys.tasks.settle", "schedule": crontab(minute=33)},
    # at 4:10 in the group's night: how many answered so far, in whole groups; and one survey counted anew
    "count-answers": {"task": "surveys.tasks.count_shown", "schedule": crontab(hour=4, minute=10)},
    "verify-counts": {"task": "surveys.tasks.verify", "schedule": crontab(hour=4, minute=20)},
    # every minute: letters whose moment has come, whatever the broker lost
    "deliver-letters": {"task": "letters.tasks.deliver", "schedule": crontab(), "options": {"expires": 60}},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"hide_secrets": {"()": "qmportal.logs.HideSecrets"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["hide_secrets"]}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("LOG_LEVEL", "INFO")},
    "loggers": {"gunicorn.access": {"handlers": ["stderr"], "propagate": False}},  # `manage.py run` writes one
}
