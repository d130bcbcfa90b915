"""A process dies where it is told to, and never in production."""

import os
import signal
import subprocess
import sys

import pytest

SCRIPT = """
import django; django.setup()
from core.kills import kill_point
for _time in range(3):
    kill_point("verb:before_commit")
    kill_point("verb")
    print("passed", flush=True)
"""
PRODUCTION = {
    "SHOP_MODE": "production",
    "SECRET_KEY": "x" * 60,
    "BASE_URL": "https://shop.example",
    "DATABASE_URL": "postgres://shop@127.0.0.1/shop",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "EMAIL_URL": "smtp://127.0.0.1:25",
}


def run(kill: str, **mode: str) -> subprocess.CompletedProcess:
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings", "REGULARS_KILL": kill} | mode
    return subprocess.run([sys.executable, "-c", SCRIPT], env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(("kill", "passed"), [("verb:before_commit:1", 0), ("verb:before_commit:3", 2)])
def test_the_process_dies_at_the_nth_passing(kill, passed):
    done = run(kill)
    assert done.returncode == -signal.SIGKILL
    assert done.stdout.count("passed") == passed


@pytest.mark.parametrize("kill", ["", "another:before_commit:1", "verb:before_commit:9"])
def test_without_its_name_or_number_nothing_happens(kill):
    assert run(kill).returncode == 0


def test_in_production_nobody_dies():
    assert run("verb:before_commit:1", **PRODUCTION).returncode == 0
