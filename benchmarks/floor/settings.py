"""The shop's own settings and middleware around the least a page can do."""

from pathlib import Path

from config.settings import *  # noqa: F403
from config.settings import TEMPLATES

ROOT_URLCONF = "benchmarks.floor.urls"
TEMPLATES[0]["DIRS"].append(Path(__file__).resolve().parent / "templates")
