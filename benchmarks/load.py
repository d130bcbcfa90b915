"""Asking a server as fast as it answers: with wrk when it is installed, else with threads of our own (which cost the
server more of the machine, so its figures are lower)."""

import http.client
import json
import shutil
import statistics
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

CONNECTIONS = 8
WARM_UP_SECONDS = 1
LUA = """
local paths, at = {}, 0
for line in io.lines("%s") do paths[#paths + 1] = line end
request = function()
  at = at %% #paths + 1
  return wrk.format("GET", paths[at])
end
done = function(summary, latency)
  local wrong = summary.errors.status + summary.errors.timeout + summary.errors.read + summary.errors.connect
  print(string.format('JSON {"requests": %%d, "microseconds": %%d, "wrong": %%d, "p50": %%f, "p95": %%f}',
    summary.requests, summary.duration, wrong, latency:percentile(50) / 1000, latency:percentile(95) / 1000))
end
"""


@dataclass(frozen=True)
class Speed:
    """Requests a second, milliseconds at the median and for 95 of 100, and how many answers were wrong."""

    per_second: float
    p50: float
    p95: float
    wrong: int


def ask(port: int, paths: list[str], seconds: int) -> Speed:
    """All paths in turn, over and over, for so many seconds after a short warm-up."""
    tool = _ask_with_wrk if shutil.which("wrk") else _ask_with_threads
    tool(port, paths, WARM_UP_SECONDS)
    return tool(port, paths, seconds)


def ask_once(port: int, paths: list[str]) -> float:
    """Each path a single time, one after the other: milliseconds at the median."""
    connection, waits = http.client.HTTPConnection("127.0.0.1", port, timeout=30), []
    for path in paths:
        began = time.monotonic()
        connection.request("GET", path)
        connection.getresponse().read()
        waits.append((time.monotonic() - began) * 1000)
    return statistics.median(waits)


def _ask_with_wrk(port: int, paths: list[str], seconds: int) -> Speed:
    with tempfile.TemporaryDirectory() as folder:
        listed, script = Path(folder, "paths"), Path(folder, "wrk.lua")
        listed.write_text("\n".join(paths) + "\n")
        script.write_text(LUA % listed)
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "5s", "-s", str(script)]
        command.append(f"http://127.0.0.1:{port}")
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 30, check=True)
    found = json.loads(done.stdout.split("JSON ")[1].splitlines()[0])
    return Speed(found["requests"] * 1e6 / found["microseconds"], found["p50"], found["p95"], found["wrong"])


def _ask_with_threads(port: int, paths: list[str], seconds: int) -> Speed:
    waits, wrong, until = list[float](), list[int](), time.monotonic() + seconds

    def ask_on(start: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        for path in cycle(paths[start % len(paths) :] + paths[: start % len(paths)]):
            began = time.monotonic()
            if began > until:
                return
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            waits.append((time.monotonic() - began) * 1000)
            if answer.status >= 400:
                wrong.append(answer.status)

    threads = [threading.Thread(target=ask_on, args=(at * 7,)) for at in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    waits.sort()
    return Speed(len(waits) / seconds, waits[len(waits) // 2], waits[len(waits) * 95 // 100], len(wrong))
