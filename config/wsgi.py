"""The web door for granian. An unsafe production does not start: the checks run before the first request."""

import os

from django.core.wsgi import get_wsgi_application

from core.safety import refuse_unsafe_production

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()
refuse_unsafe_production()
