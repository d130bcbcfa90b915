"""Runs the whole shop in one terminal: the payment provider, the web, the worker with its scheduler.

Called by bin/demo. Whatever ends first, or Ctrl-C, ends all.
"""

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STOP_SECONDS = 8
READY_SECONDS = 60


def main() -> None:
    options = _options()
    environment = _environment(options)
    for port in (options.port, options.provider_port):
        _need_free(port)
    _prepare(options, environment)
    signal.signal(signal.SIGTERM, lambda *_received: sys.exit(0))  # ends the children like Ctrl-C does
    processes = [subprocess.Popen(command, cwd=ROOT, env=environment) for command in _commands(options)]
    try:
        _wait_until_ready(environment["BASE_URL"], processes)
        _welcome(environment["BASE_URL"])
        while all(process.poll() is None for process in processes):
            time.sleep(0.5)
    except KeyboardInterrupt:
        print("\nClosing the shop …")
    finally:
        _end(processes)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/demo", description="Run the shop with demo data.")
    parser.add_argument("--catalog", help="a catalog file to import instead of the demo's own goods")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--provider-port", type=int, default=8420, help="where the test payment provider listens")
    parser.add_argument("--fresh", action="store_true", help="throw the demo's data away first")
    options = parser.parse_args()
    if options.catalog and not Path(options.catalog).is_file():
        parser.error(f"there is no file {options.catalog}")
    return options


def _environment(options: argparse.Namespace) -> dict[str, str]:
    var = ROOT / "var" / ("demo-catalog" if options.catalog else "demo")
    base = f"http://127.0.0.1:{options.port}"
    provider = f"http://127.0.0.1:{options.provider_port}"
    fixed = {"BASE_URL": base, "STRIPE_API_BASE": provider, "DJANGO_SETTINGS_MODULE": "config.settings"}
    return {"VAR_DIR": str(var), **os.environ, **fixed, "PYTHONUNBUFFERED": "1"}


def _need_free(port: int) -> None:
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            sys.exit(f"Port {port} is taken. Close what uses it, or choose others with --port and --provider-port.")


def _prepare(options: argparse.Namespace, environment: dict[str, str]) -> None:
    var = Path(environment["VAR_DIR"])
    try:
        var.mkdir(parents=True, exist_ok=True)
        (var / ".writable").touch()
    except OSError:
        sys.exit(f"{var} cannot be written: the demo keeps its data there.")
    if options.fresh and not environment.get("DATABASE_URL"):
        for file in [*var.glob("shop.sqlite3*"), *var.glob("fake_stripe.json*")]:
            file.unlink()
    _manage(environment, "migrate", "--verbosity", "0")
    _manage(environment, "collectstatic", "--noinput", "--verbosity", "0")
    catalog = ["--catalog", str(Path(options.catalog).resolve())] if options.catalog else []
    _manage(environment, "load_demo", *catalog)


def _manage(environment: dict[str, str], *command: str) -> None:
    done = subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=False)
    if done.returncode:
        sys.exit(f"The demo could not be prepared: manage.py {command[0]} failed (see above).")


def _commands(options: argparse.Namespace) -> list[list[str]]:
    python = [sys.executable, "-m"]
    provider = [
        "demo.fake_stripe",
        "--port",
        str(options.provider_port),
        "--state",
        str(_var(options) / "fake_stripe.json"),
    ]
    hook = ["--webhook-url", f"http://127.0.0.1:{options.port}/webhooks/stripe/", "--webhook-secret", "whsec_demo"]
    membership = f"http://127.0.0.1:{options.port}/webhooks/stripe/membership/"
    hook += ["--more-webhooks", membership, "whsec_demo_membership"]
    web = [
        "granian",
        "config.wsgi:application",
        "--interface",
        "wsgi",
        "--host",
        "127.0.0.1",
        "--port",
        str(options.port),
    ]
    worker = [
        "celery",
        "--quiet",
        "-A",
        "config",
        "worker",
        "--beat",
        "--pool",
        "threads",
        "--concurrency",
        "4",
        "--loglevel",
        "WARNING",
    ]
    schedule = ["--schedule", str(_var(options) / "celerybeat")]
    quiet = ["--log-level", "warning", "--blocking-threads", "4", "--workers", "1"]
    return [python + provider + hook, python + web + quiet, python + worker + schedule]


def _var(options: argparse.Namespace) -> Path:
    return Path(_environment(options)["VAR_DIR"])


def _wait_until_ready(base: str, processes: list[subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        if any(process.poll() is not None for process in processes):
            sys.exit("A part of the shop stopped at once (see above).")
        try:
            with urllib.request.urlopen(f"{base}/readyz", timeout=2):
                return
        except OSError:
            time.sleep(0.3)
    sys.exit("The shop did not come up within a minute.")


def _welcome(base: str) -> None:
    print(
        f"""
  The shop is open.

  Shop     {base}/
           customer  ada@regulars.example    demo-ada-1234
           member    mia@regulars.example    demo-mia-1234
  Staff    {base}/staff/
           staff     staff@regulars.example  demo-staff-1
  Pay with card 4242 4242 4242 4242, any date to come, any code. 4000 0000 0000 0002 is declined.
  Codes WELCOME10 and FREEPOST, gift card DEMO-GIFT-CARD-5050; 3 mugs or plates cost 2.
  Mails are files in var/*/mail. Ctrl-C closes the shop.
""",
        flush=True,
    )


def _end(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    for process in processes:
        try:
            process.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()


if __name__ == "__main__":
    main()
