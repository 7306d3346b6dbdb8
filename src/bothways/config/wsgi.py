"""The WSGI application that the web server calls: the site, and in front of it its pages that are kept ready."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bothways.config.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from bothways.pages.cache import PageCache

application = PageCache(get_wsgi_application(), limit=settings.PAGE_CACHE_BYTES)
