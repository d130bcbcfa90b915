"""The workers: one Celery application for all apps' tasks."""

import os
from pathlib import Path

from celery import Celery
from celery.signals import beat_init, worker_init
from django.conf import settings
from django.core.management import CommandError, call_command

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("regulars")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
for folder in ("data_folder_in", "control_folder"):
    if folder in settings.CELERY_BROKER_TRANSPORT_OPTIONS:
        Path(str(settings.CELERY_BROKER_TRANSPORT_OPTIONS[folder])).mkdir(parents=True, exist_ok=True)


@worker_init.connect
@beat_init.connect
def refuse_unsafe_production(**kwargs: object) -> None:
    """A worker of an unsafe production does not start either."""
    try:
        call_command("check", tags=["security"])
    except CommandError as error:  # Celery only logs what a signal raises; an exit is heard
        raise SystemExit(str(error)) from error
