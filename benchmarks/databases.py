"""Scratch databases for benchmarks: a SQLite file of its own, or a database beside the one in a PostgreSQL address."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent


def environment(var: Path, database_url: str, **more: str) -> dict[str, str]:
    """For processes of the shop: files in `var`, data in `database_url` or in a SQLite file there."""
    url = database_url or f"sqlite:///{var / 'shop.sqlite3'}"
    return {**os.environ, "VAR_DIR": str(var), "DATABASE_URL": url, "PYTHONUNBUFFERED": "1", **more}


def manage(env: dict[str, str], *command: str) -> str:
    """Runs a command of the shop; ends the benchmark when it fails."""
    done = subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=env, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"manage.py {command[0]} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def beside(database_url: str, name: str) -> str:
    """The address of database `name` on the same PostgreSQL server."""
    return urlsplit(database_url)._replace(path=f"/{name}").geturl()


def create(database_url: str, name: str) -> bool:
    """Make the database on that server; False when it was there."""
    with psycopg.connect(beside(database_url, "postgres"), autocommit=True) as server:
        if server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return False
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return True


def drop(database_url: str, name: str) -> None:
    with psycopg.connect(beside(database_url, "postgres"), autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
