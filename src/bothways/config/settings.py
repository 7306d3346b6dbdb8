"""Every setting, read from the environment; docs/operating.md lists them for the person who runs the site."""

from datetime import time
from email.utils import formataddr
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from bothways.config import logs, mail, sqlite
from bothways.config.env import env

sqlite.use_bundled()
logs.configure()

SOURCE = Path(__file__).resolve().parents[1]
HOME: Path = env.path("HOME_DIR", Path("var")).absolute()  # everything that this site writes lives below it

# --- The site ---------------------------------------------------------------------------------

SITE_NAME = env.str("SITE_NAME", "Bothways")
SITE_TAGLINE = env.str("SITE_TAGLINE", "Mentoring goes both ways.")
SITE_ABOUT = env.str("SITE_ABOUT", "")  # Markdown; BOTHWAYS_SITE_ABOUT_FILE names a file
SITE_ORIGIN = env.str("ORIGIN", "http://localhost:8000").rstrip("/")  # links are built from this, never from Host
SITE_LICENCE = env.str("LICENCE", "CC BY-SA 4.0")
SITE_LICENCE_URL = env.str("LICENCE_URL", "https://creativecommons.org/licenses/by-sa/4.0/")
SECURITY_CONTACT = env.str("SECURITY_CONTACT", "")
OWNER_EMAIL = env.str("OWNER_EMAIL", "")
EDITION_RHYTHM = env.str("EDITION_RHYTHM", "day", validate=lambda value: value in ("day", "week"))
INVITATIONS_PER_LEADER = env.int("INVITATIONS_PER_LEADER", 4)  # in ninety days, where the desk says nothing else
EDITION_TIME = time.fromisoformat(env.str("EDITION_TIME", "06:00"))

# --- Security ---------------------------------------------------------------------------------

DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY", "")
SECRET_KEY_PATH = HOME / "secret-key"
if not SECRET_KEY and SECRET_KEY_PATH.is_file():
    SECRET_KEY = SECRET_KEY_PATH.read_text().strip()
SECURE = SITE_ORIGIN.startswith("https://")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", [urlsplit(SITE_ORIGIN).hostname or "127.0.0.1", "127.0.0.1", "localhost"])
CSRF_TRUSTED_ORIGINS = [SITE_ORIGIN]
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE = SECURE
CSRF_FAILURE_VIEW = "bothways.pages.views.errors.csrf_failure"
SESSION_COOKIE_AGE = 30 * 24 * 3600
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", False) else None
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- Rooms ------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "bothways.config",
    "bothways.pages",
    "bothways.imports",
    "bothways.desk",
    "bothways.insider",
    "bothways.notifications",
    "bothways.people",
    "bothways.history",
    "bothways.design",
    "bothways.foundation",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "csp",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "bothways.people.middleware.ReaderMiddleware",
]
ROOT_URLCONF = "bothways.config.urls"
WSGI_APPLICATION = "bothways.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["bothways.design.templatetags.design", "bothways.foundation.templatetags.shared"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "bothways.pages.context.site",
            ],
        },
    }
]

LOGGING = logs.LOGGING

# --- Data -------------------------------------------------------------------------------------

DATABASES = {"default": env.dj_db_url("DATABASE_URL", f"sqlite:///{HOME / 'bothways.db'}", conn_max_age=None)}
_options = DATABASES["default"].setdefault("OPTIONS", {})
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    _options.update(sqlite.OPTIONS)
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 0  # the pool keeps connections
    _options["pool"] = {"min_size": 1, "max_size": 8, "timeout": 10}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {  # holds the counts of the rate limits, which several processes must share
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
PAGE_CACHE_BYTES = env.int("PAGE_CACHE_BYTES", 0 if DEBUG else 32 * 1024 * 1024)
EPOCH_PATH = HOME / "epoch"

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = HOME / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "bothways.design.storage.FoldingStorage"},
}

# --- People -----------------------------------------------------------------------------------

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["name", "email"]},
    },
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
LOGOUT_REDIRECT_URL = "today"
CODE_SECONDS = 600  # how long a code sent by mail is good

ACCOUNT_ADAPTER = "bothways.people.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = CODE_SECONDS
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = CODE_SECONDS
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = CODE_SECONDS
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_RATE_LIMITS = {  # m: minute, h: hour; "key" is the address
    "request_login_code": "20/m/ip,3/m/key,30/h/key",
    "reset_password": "20/m/ip,3/m/key,30/h/key",
    "signup": "20/m/ip",
    "draft": "300/m/ip,60/m/key",  # here "key" is one draft: whoever writes saves every few seconds
    "draft_link": "20/h/ip,6/h/key",
}
ACCOUNT_FORMS = {
    "login": "bothways.people.forms.SignInForm",
    "signup": "bothways.people.forms.JoinForm",
    "confirm_login_code": "bothways.people.forms.CodeForm",
    "confirm_email_verification_code": "bothways.people.forms.AddressCodeForm",
    "confirm_password_reset_code": "bothways.people.forms.CodeForm",
    "add_email": "bothways.people.forms.ChangeAddressForm",
}
MFA_ADAPTER = "bothways.people.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = SITE_NAME
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE  # browsers allow passkeys without TLS on localhost alone
MFA_FORMS = {
    "authenticate": "bothways.people.forms.SecondStepForm",
    "reauthenticate": "bothways.people.forms.ProofByAppForm",
    "activate_totp": "bothways.people.forms.TurnOnAppForm",
    "add_webauthn": "bothways.people.forms.AddPasskeyForm",
}
USERSESSIONS_ADAPTER = "bothways.people.adapter.SessionsAdapter"
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.bool("BEHIND_PROXY", False) else 0

# --- Mail -------------------------------------------------------------------------------------

DEMO = env.bool("DEMO", False)
EMAIL_URL = env.str("EMAIL_URL", "")
EMAIL_PROVIDER = env.str("EMAIL_PROVIDER", "")  # a hosted one, in place of a mail server: "postmark"
ANYMAIL = dict(env.json("ANYMAIL", {}))  # its keys, and the secret of its webhooks
if EMAIL_PROVIDER:
    EMAIL_BACKEND = mail.by_provider(EMAIL_PROVIDER)
    INSTALLED_APPS.append("anymail")
elif EMAIL_URL:
    globals().update(mail.by_server(EMAIL_URL))
else:
    EMAIL_BACKEND = (
        "bothways.foundation.mail.AnnouncingBackend" if DEMO else "django.core.mail.backends.filebased.EmailBackend"
    )
    EMAIL_FILE_PATH = HOME / "mail"
EMAIL_TIMEOUT = 10  # seconds; people wait for this
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("EMAIL_FROM", formataddr((SITE_NAME, "bothways@localhost")))
BOUNCES_TO = env.str("EMAIL_BOUNCES", "")  # the sender on the envelope, to whom what cannot be delivered comes back
DIGEST_TIME = time.fromisoformat(env.str("DIGEST_TIME", "07:00"))  # where whoever gets it lives

# --- Mail in ----------------------------------------------------------------------------------

MAIL_IN_DOMAIN = env.str("MAIL_IN_DOMAIN", "").lower()  # of the addresses that take mail; none: it takes none
MAIL_IN = env.str("MAIL_IN", "")  # where the receiver listens: "lmtp://127.0.0.1:8025"
MAIL_IN_PUBLIC = env.bool("MAIL_IN_PUBLIC", False)  # strangers may connect to it
MAIL_IN_BYTES = env.int("MAIL_IN_BYTES", 10_000_000)  # of one mail
MAIL_IN_DAYS = env.int("MAIL_IN_DAYS", 90)  # for which a mail is kept as it came
MAIL_AUTHSERV_ID = env.str("MAIL_AUTHSERV_ID", "").lower()  # how our own mail server signs what it says of a sender
if ANYMAIL.get("WEBHOOK_SECRET"):  # a provider posts a whole mail at once, some of them in base64
    DATA_UPLOAD_MAX_MEMORY_SIZE = MAIL_IN_BYTES * 3 // 2

# --- Words and time ---------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", "UTC")
FORM_RENDERER = "bothways.design.forms.Renderer"
SILENCED_SYSTEM_CHECKS: list[str] = []
