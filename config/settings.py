"""Every setting, from the environment. Without any variable: a shop on this machine alone, with demo allowed.

docs/deploy.md lists every variable; core/checks.py refuses to start an unsafe production.
"""

import os
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from celery.schedules import crontab
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _


def env(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def env_list(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in env(name, default).split(",") if part.strip()]


def demo_key(path: Path) -> str:
    """The key that signs identity tokens where none was given: made once on this machine."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        with suppress(FileExistsError):  # another process was quicker: its key is everybody's
            os.link(fresh, path)
        fresh.unlink()
    return path.read_text()


ROOT = Path(__file__).resolve().parent.parent
VAR = Path(env("VAR_DIR", str(ROOT / "var")))
PRODUCTION = env("SHOP_MODE", "demo") == "production"
DEMO = not PRODUCTION
DEBUG = env("DEBUG") == "1"
DEMO_SECRET_KEY = "a-key-everybody-knows-fit-for-a-demo-and-for-nothing-else-at-all"
SECRET_KEY = env("SECRET_KEY", DEMO_SECRET_KEY)
SECRET_KEY_FALLBACKS = env_list("SECRET_KEY_FALLBACKS")

# The shop
SHOP_NAME = env("SHOP_NAME", "Regulars")
SHOP_CURRENCY = env("SHOP_CURRENCY", "EUR")
SHOP_COUNTRY = env("SHOP_COUNTRY", "DE")
SHOP_EMAIL = env("SHOP_EMAIL", "hello@regulars.example")
SHOP_ADDRESS = [part.strip() for part in env("SHOP_ADDRESS", "Lindenweg 1; 10115 Berlin; Germany").split(";")]
SHOP_VAT_ID = env("SHOP_VAT_ID")
PRICES_INCLUDE_TAX = env("PRICES_INCLUDE_TAX", "1") == "1"
TAX_ROUNDED_BY_RATE = env("TAX_ROUNDED_BY_RATE", "0") == "1"
INVOICE_SERIES = env("INVOICE_SERIES", "INV")
CREDIT_NOTE_SERIES = env("CREDIT_NOTE_SERIES", "CN")
RETURN_CARRIER = env("RETURN_CARRIER", "" if PRODUCTION else "orders.carriers.paper.PaperCarrier")
RETURN_ADDRESS = env("RETURN_ADDRESS", "Regulars, returns|Hafenstr. 12|20457 Hamburg").split("|")
GOODWILL_MINOR = int(env("GOODWILL_MINOR", "500"))
STOCK_HOLD_MINUTES = int(env("STOCK_HOLD_MINUTES", "40"))
REVIEW_WAIT_DAYS = int(env("REVIEW_WAIT_DAYS", "7"))
QUESTION_ANSWER_HOURS = int(env("QUESTION_ANSWER_HOURS", "24"))
QUESTION_BUYERS = int(env("QUESTION_BUYERS", "5"))
MODERATION_HOURS = int(env("MODERATION_HOURS", "24"))

# Where it is reached. Links in mails and for the payment provider are built from BASE_URL, never from a request.
BASE_URL = env("BASE_URL", "http://127.0.0.1:8000").rstrip("/")
BASE_HOST = urlsplit(BASE_URL).hostname or ""
IS_HTTPS = BASE_URL.startswith("https://")
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", BASE_HOST if PRODUCTION else f"{BASE_HOST},localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = [BASE_URL]
TRUSTED_PROXIES = int(env("TRUSTED_PROXIES", "0"))
if TRUSTED_PROXIES and IS_HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_HTTPS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "core.views.errors.csrf_failure"

INSTALLED_APPS = [
    "reviews",
    "orders",
    "shop",
    "loyalty",
    "accounts",
    "core",
    "unfold",
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "unfold.contrib.import_export",
    "import_export",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "corsheaders",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.idp.oidc",
    *(["demo"] if DEMO else []),
]

MIDDLEWARE = [
    "core.requests.RequestIdMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "core.requests.SlashMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "core.pages.HolesMiddleware",
    "core.input.CleanInputMiddleware",
    "core.html.RefusedMiddleware",
    "accounts.api.access.ApiCallMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.context.shop",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "core.templatetags.look"],
        },
    }
]

# Data
DATABASES = {"default": dj_database_url.parse(env("DATABASE_URL", f"sqlite:///{VAR / 'shop.sqlite3'}"))}
_engine = DATABASES["default"]["ENGINE"]
IS_SQLITE = _engine.endswith("sqlite3")
if IS_SQLITE:  # the defaults lose sales to "database is locked"; these do not
    VAR.mkdir(parents=True, exist_ok=True)
    DATABASES["default"]["TEST"] = {"NAME": str(VAR / "test.sqlite3")}  # in memory, threads would lock each other out
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000;",
    }
else:
    DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    DATABASES["default"]["OPTIONS"] = {
        "options": f"-c lock_timeout=3s -c statement_timeout={env('STATEMENT_SECONDS', '10')}s",
        "connect_timeout": 3,
        "tcp_user_timeout": 10_000,
        "keepalives_idle": 30,
    }
# Where partners' test keys act. A demo is its own sandbox.
if env("SANDBOX_DATABASE_URL"):
    DATABASES["sandbox"] = dj_database_url.parse(env("SANDBOX_DATABASE_URL"))
SANDBOX_STRIPE_SECRET_KEY = env("SANDBOX_STRIPE_SECRET_KEY", "sk_test_demo")
SANDBOX_STRIPE_API_BASE = env("SANDBOX_STRIPE_API_BASE", "http://127.0.0.1:8420")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env("REDIS_URL")
CACHES = {
    "default": (
        {"BACKEND": "core.cache.RedisCache", "LOCATION": REDIS_URL, "KEY_FUNCTION": "core.sandbox.cache_key"}
        if REDIS_URL
        else {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "OPTIONS": {"MAX_ENTRIES": 2000},
            "KEY_FUNCTION": "core.sandbox.cache_key",
        }
    ),
    # Within the process: only for what may lag a second, or is the same for everybody.
    "near": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "near",
        "OPTIONS": {"MAX_ENTRIES": 400},
        "KEY_FUNCTION": "core.sandbox.cache_key",
    },
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"  # a cache that was away could bring a signed-out one back
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

# The way out, for addresses that partners name (core/http.py). Networks of one's own can be allowed by name only.
OUTBOUND_HTTP = DEMO
OUTBOUND_PORTS = [int(port) for port in env_list("OUTBOUND_PORTS", "443,80,8443")]
OUTBOUND_NETWORKS = env_list("OUTBOUND_NETWORKS")
OUTBOUND_PROXY = env("OUTBOUND_PROXY")
OUTBOUND_CA_FILE = env("OUTBOUND_CA_FILE")

# Background work
CELERY_BROKER_URL = env("CELERY_BROKER_URL", REDIS_URL or "filesystem://localhost")
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = (
    {
        "data_folder_in": str(VAR / "broker"),
        "data_folder_out": str(VAR / "broker"),
        "control_folder": str(VAR / "broker-control"),
        "polling_interval": 0.1,
    }
    if CELERY_BROKER_URL.startswith("filesystem:")
    else {"socket_connect_timeout": 1, "socket_timeout": 3, "socket_keepalive": True, "health_check_interval": 30}
)
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker waits for its broker for as long as it takes
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = CELERY_BROKER_CHANNEL_ERROR_RETRY = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = False  # a task is only a bell: a sweeper finds the row of one that is lost with its worker
CELERY_WORKER_CONSUMER = "config.consumer:Consumer"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    "send waiting mail": {"task": "core.sweep_mail", "schedule": 30.0},
    "send webhooks": {"task": "accounts.send_webhooks", "schedule": 30.0},
    "give up and forget webhooks": {"task": "accounts.tidy_webhooks", "schedule": crontab(minute=19)},
    "tell partners of the catalog": {"task": "shop.tell_changes", "schedule": 20.0},
    "build the feed of products": {"task": "shop.refresh_product_feed", "schedule": crontab(minute="*/15")},
    "build the feed of reviews": {"task": "reviews.refresh_review_feed", "schedule": crontab(minute="7-59/15")},
    "settle open payments": {"task": "orders.sweep_payments", "schedule": 60.0},
    "start and end price lists": {"task": "shop.carry_out_price_lists", "schedule": 60.0},
    "release expired stock holds": {"task": "shop.release_expired_stock", "schedule": 60.0},
    "give what came to who waits": {"task": "shop.give_to_waiting", "schedule": 60.0},
    "follow expected days": {"task": "orders.follow_expected_days", "schedule": 300.0},
    "send gift cards on their day": {"task": "loyalty.send_gift_cards", "schedule": 600.0},
    "let promotions begin and end": {"task": "orders.turn_promotions", "schedule": 60.0},
    "look after stock problems": {"task": "orders.sweep_stock_problems", "schedule": 300.0},
    "look after returns": {"task": "orders.sweep_returns", "schedule": 300.0},
    "execute waiting refunds": {"task": "orders.sweep_refunds", "schedule": 60.0},
    "tell who waits for goods": {"task": "shop.send_alerts", "schedule": 600.0},
    "forget alerts that are over": {"task": "shop.tidy_alerts", "schedule": crontab(minute=37)},
    "send the weekly mails": {"task": "accounts.send_digests", "schedule": crontab(minute=3)},
    "make missing picture sizes": {"task": "shop.sweep_pictures", "schedule": 60.0},
    "points whose day has come": {"task": "loyalty.sweep_points", "schedule": 300.0},
    "settle points for friends": {"task": "loyalty.sweep_referrals", "schedule": 900.0},
    "warn of expiring points": {"task": "loyalty.warn_of_expiring_points", "schedule": crontab(hour=7, minute=11)},
    "points for complete profiles": {"task": "orders.reward_profiles", "schedule": 600.0},
    "celebrate days of customers": {"task": "loyalty.celebrate_occasions", "schedule": crontab(minute=23)},
    "celebrate first orders": {"task": "orders.celebrate_first_orders", "schedule": crontab(minute=28)},
    "follow tiers": {"task": "orders.count_tiers", "schedule": crontab(minute=37)},
    "read carriers' files": {"task": "orders.read_carrier_files", "schedule": 60.0},
    "tell of parcels that are late": {"task": "orders.tell_delays", "schedule": crontab(hour=8, minute=41)},
    "forget proofs of delivery": {"task": "orders.forget_proofs", "schedule": crontab(hour=4, minute=13)},
    "take silent parcels as arrived": {"task": "orders.presume_arrivals", "schedule": crontab(minute=52)},
    "ask for reviews": {"task": "reviews.request_reviews", "schedule": crontab(minute=7)},
    "ask buyers about questions": {"task": "reviews.sweep_questions", "schedule": 300.0},
    "let reviews grow old": {"task": "reviews.refresh_ratings", "schedule": crontab(hour=2, minute=41)},
    "read what reviews mention": {"task": "reviews.sweep_themes", "schedule": 600.0},
    "look after memberships": {"task": "loyalty.sweep_memberships", "schedule": 300.0},
    "pay back lower prices": {"task": "orders.pay_price_drops", "schedule": 900.0},
    "do what waits in the sandbox": {"task": "orders.sweep_sandbox", "schedule": 60.0},
    "compare with the provider": {"task": "orders.reconcile", "schedule": crontab(hour=4, minute=7)},
    "warn of keys that end": {"task": "accounts.warn_of_expiring_keys", "schedule": crontab(hour=6, minute=33)},
    "forget tokens that are over": {"task": "accounts.clear_tokens", "schedule": crontab(minute=27)},
    "forget old API calls": {"task": "accounts.trim_calls", "schedule": crontab(hour=4, minute=23)},
    "forget kept answers": {"task": "core.trim_answers", "schedule": crontab(minute=49)},
    "audit the books": {"task": "core.audit_books", "schedule": crontab(hour=3, minute=17)},
}

# Mail
_email = urlsplit(env("EMAIL_URL", "file:"))
EMAIL_BACKEND = {
    "smtp": "django.core.mail.backends.smtp.EmailBackend",
    "smtps": "django.core.mail.backends.smtp.EmailBackend",
    "console": "django.core.mail.backends.console.EmailBackend",
    "file": "django.core.mail.backends.filebased.EmailBackend",
}[_email.scheme]
EMAIL_FILE_PATH = str(VAR / "mail")
EMAIL_HOST, EMAIL_PORT = _email.hostname or "localhost", _email.port or 25
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _email.username or "", _email.password or ""
EMAIL_USE_SSL, EMAIL_USE_TLS = _email.scheme == "smtps", "starttls" in _email.query
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = f"{SHOP_NAME} <{SHOP_EMAIL}>"

# Payments: the real provider, or the one in demo/ when STRIPE_API_BASE points at it
STRIPE_SECRET_KEY = env("STRIPE_SECRET_KEY", "" if PRODUCTION else "sk_test_demo")
STRIPE_WEBHOOK_SECRET = env("STRIPE_WEBHOOK_SECRET", "" if PRODUCTION else "whsec_demo")
STRIPE_MEMBERSHIP_SECRET = env("STRIPE_MEMBERSHIP_SECRET", "" if PRODUCTION else "whsec_demo_membership")
STRIPE_API_BASE = env("STRIPE_API_BASE", "" if PRODUCTION else "http://127.0.0.1:8420")

# People
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
_validators = "django.contrib.auth.password_validation."
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": _validators + "UserAttributeSimilarityValidator"},
    {"NAME": _validators + "MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": _validators + "CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accounts:home"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if IS_HTTPS else "http"
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_HTTPS
MFA_TOTP_ISSUER = SHOP_NAME

# Words
LANGUAGE_CODE = env("LANGUAGE_CODE", "en")
LANGUAGES = [("en", _("English")), ("de", _("German"))]
LOCALE_PATHS = [ROOT / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = env("SHOP_TIME_ZONE", "Europe/Berlin")

# Pages kept for all: whoever brings only these cookies sees of themselves what everybody does, and it is drawn once.
IMPERSONAL_COOKIES = frozenset(["csrftoken", "django_language", "seen", "friend", "friend_owner"])

# Files
STATIC_URL, MEDIA_URL = "/static/", "/media/"
STATICFILES_DIRS = [ROOT / "static"]
STATIC_ROOT = Path(env("STATIC_ROOT", str(VAR / "static")))
MEDIA_ROOT = Path(env("MEDIA_ROOT", str(VAR / "media")))
PRIVATE_ROOT = Path(env("PRIVATE_ROOT", str(VAR / "private")))
_static_backend = "whitenoise.storage.CompressedManifestStaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _static_backend},
    # Labels and photos of returns, and of parcels: no address leads here, a view shows a file to whom it belongs.
    "private": {"BACKEND": "core.files.PrivateStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400

# Where our forms may lead: hosted payment, and the page where a member's card is changed.
STRIPE_PAGES = ["https://checkout.stripe.com", "https://billing.stripe.com"]

# Where carriers put what they say of parcels; a folder for each thing that can become of a file.
CARRIER_FILES = Path(env("CARRIER_FILES", str(VAR / "carrier")))

# What a page may load: our own files and nothing else. Stylesheets and scripts are files, so no nonce is needed.
CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ("/staff/",),
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "frame-ancestors": [NONE],
        "form-action": [SELF, *STRIPE_PAGES, *([STRIPE_API_BASE] if STRIPE_API_BASE else [])],
    },
}

# The partners' API. Whoever brings no token is counted by address.
API_CALLS_OF_ANYBODY = int(env("API_CALLS_OF_ANYBODY", "120"))
REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["core.api.parsers.StrictJSON"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["accounts.api.access.BearerToken"],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.api.access.Scoped"],
    "DEFAULT_PAGINATION_CLASS": "core.api.pages.CursorPages",
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_SCHEMA_CLASS": "core.api.schema.Schema",
    "DEFAULT_THROTTLE_CLASSES": ["core.api.limits.CallLimit"],
    "EXCEPTION_HANDLER": "core.api.problems.answer_problem",
    "NUM_PROXIES": TRUSTED_PROXIES,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Regulars API",
    "DESCRIPTION": "The shop for partners. Amounts are whole minor units of the shop's one currency.",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SERVERS": [{"url": BASE_URL}],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "COMPONENT_NO_READ_ONLY_REQUIRED": False,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "ProductState": "shop.models.catalog.ProductState",
        "OrderState": "orders.models.orders.OrderState",
        "ShipmentState": "orders.models.shipments.ShipmentState",
        "CarrierCode": "orders.models.shipments.Report",
        "ReturnState": "orders.models.returns.ReturnState",
        "ReturnOutcome": "orders.rules.returns.Outcome",
        "RefundState": "orders.models.payments.RefundState",
        "BasketState": "orders.models.baskets.BasketState",
        "EntryState": "reviews.models.entries.EntryState",
        "EndpointState": "accounts.models.webhooks.EndpointState",
        "DeliveryState": "accounts.models.webhooks.DeliveryState",
        "MembershipState": "loyalty.models.memberships.MembershipState",
        "RowOutcome": ["changed", "unchanged", "refused"],
        "CancellationOutcome": ["canceled", "requested"],
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "core.api.schema.say_all",
        "accounts.api.description.describe_keys_and_webhooks",
    ],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}

# Scripts on pages of others may call the API, fetch tokens and read what the provider tells: a cookie opens nothing
# there, so a page learns no more than its own program would. The customer's consent stays on our own page.
CORS_URLS_REGEX = r"^/(api/v1|identity/o/api|\.well-known)/"
CORS_ALLOW_ALL_ORIGINS = True
CORS_ALLOW_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
CORS_ALLOW_HEADERS = [
    "accept", "authorization", "content-type", "idempotency-key", "if-match", "if-none-match", "x-request-id",
]  # fmt: skip
CORS_EXPOSE_HEADERS = [
    "Deprecation", "ETag", "Idempotent-Replayed", "Link", "Location", "RateLimit-Limit", "RateLimit-Remaining",
    "RateLimit-Reset", "Retry-After", "Sunset", "WWW-Authenticate", "X-Request-Id",
]  # fmt: skip

IMPORT_EXPORT_IMPORT_PERMISSION_CODE = "change"
IMPORT_EXPORT_EXPORT_PERMISSION_CODE = "view"

# Partners' keys and tokens: allauth's provider. Tokens are opaque; the key signs what says who somebody is.
IDP_OIDC_ADAPTER = "accounts.adapters.PartnerAdapter"
IDP_OIDC_ACCESS_TOKEN_EXPIRES_IN = 3600
IDP_OIDC_PRIVATE_KEY = env("OIDC_PRIVATE_KEY").replace("\\n", "\n") or (
    "" if PRODUCTION else demo_key(VAR / "oidc.pem")
)

UNFOLD = {
    "SITE_TITLE": SHOP_NAME,
    "SITE_HEADER": SHOP_NAME,
    "SITE_URL": "/",
    "DASHBOARD_CALLBACK": "reviews.admin.dashboard.day_at_a_glance",
    "SHOW_VIEW_ON_SITE": True,
    "COLORS": {
        "primary": {
            "50": "240 247 243",
            "100": "218 236 226",
            "200": "183 216 199",
            "300": "139 190 165",
            "400": "92 158 127",
            "500": "55 126 95",
            "600": "34 102 74",
            "700": "25 82 60",
            "800": "21 66 49",
            "900": "17 54 41",
            "950": "8 31 23",
        }
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", "WARNING")},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
