"""How long an import takes and how much memory it needs: `python benchmarks/imports.py CATALOG`.

On SQLite, or with DATABASE_URL=postgres://… on that server, always in a database made for it and dropped again. The
file is imported twice, the second time without any change. Memory is the peak of both processes together.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from databases import ROOT, beside, create, drop, environment, manage

SAMPLE_SECONDS = 0.1
NAME = f"regulars_benchmark_import_{os.getpid()}"


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure an import.")
    parser.add_argument("catalog", type=Path)
    catalog = parser.parse_args().catalog.resolve()
    url = os.environ.get("DATABASE_URL", "")
    with tempfile.TemporaryDirectory() as folder:
        if url.startswith("postgres"):
            drop(url, NAME)
            create(url, NAME)
        try:
            measure(catalog, environment(Path(folder), beside(url, NAME) if url.startswith("postgres") else ""))
        finally:
            if url.startswith("postgres"):
                drop(url, NAME)


def measure(catalog: Path, env: dict[str, str]) -> None:
    manage(env, "migrate", "--verbosity", "0")
    print(f"{env['DATABASE_URL'].split(':')[0]}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before")
    for title in ("first", "second"):
        began = time.monotonic()
        said, peak = _run([sys.executable, "manage.py", "import_catalog", str(catalog)], env)
        seconds = time.monotonic() - began
        rows = sum(int(word) for word in said.split(" refused")[0].replace(",", "").split() if word.isdigit())
        print(f"{title:7} {seconds:6.1f} s  {rows / seconds:7.0f} rows/s  {peak / 1e6:5.0f} MB  {said.splitlines()[0]}")


def _run(command: list[str], env: dict[str, str]) -> tuple[str, int]:
    """What the command said, and the most memory (bytes) its processes held at once."""
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True)
    peak = 0
    while process.poll() is None:
        peak = max(peak, sum(map(_memory, [process.pid, *_children(process.pid)])))
        time.sleep(SAMPLE_SECONDS)
    said = process.stdout.read() if process.stdout else ""
    if process.returncode:
        sys.exit("The import failed.")
    return said, peak


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _memory(pid: int) -> int:
    """Resident bytes; 0 for a process that has ended, or where there is no /proc."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):
        return 0


if __name__ == "__main__":
    main()
