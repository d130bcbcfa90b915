"""The workers: one Celery application for all apps' tasks."""

import os
from pathlib import Path

from celery import Celery
from celery.signals import beat_init, worker_init
from django.conf import settings

from config.folder_broker import use_whole_messages
from core.safety import refuse_unsafe_production

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

use_whole_messages()
app = Celery("regulars")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
for folder in ("data_folder_in", "control_folder"):
    if folder in settings.CELERY_BROKER_TRANSPORT_OPTIONS:
        Path(str(settings.CELERY_BROKER_TRANSPORT_OPTIONS[folder])).mkdir(parents=True, exist_ok=True)


@worker_init.connect
@beat_init.connect
def check_before_work(**kwargs: object) -> None:
    """A worker or scheduler of an unsafe production does not start either."""
    refuse_unsafe_production()
