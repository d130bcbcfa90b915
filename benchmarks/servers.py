"""The shop's web server as in production: granian with two workers, no debugging, static files collected."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from databases import ROOT

READY_SECONDS = 30
STOP_SECONDS = 10


@contextmanager
def serving(env: dict[str, str], settings: str, log: Path) -> Iterator[int]:
    """The port of a running shop under these settings; its processes end with the block."""
    port = _free_port()
    with log.open("ab") as output:
        process = subprocess.Popen(
            _command(port),
            cwd=ROOT,
            stdout=output,
            stderr=output,
            start_new_session=True,
            env=env | {"DJANGO_SETTINGS_MODULE": settings, "BASE_URL": f"http://127.0.0.1:{port}"},
        )
    try:
        _wait(port, process, log)
        yield port
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 9)  # a session of its own, begun above


def _command(port: int) -> list[str]:
    web = [sys.executable, "-m", "granian", "config.wsgi:application", "--interface", "wsgi", "--host", "127.0.0.1"]
    return [*web, "--port", str(port), "--workers", "2", "--blocking-threads", "2", "--log-level", "warning"]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    sys.exit(f"The shop did not start:\n{log.read_text()[-2000:]}")
