"""Anniversaries of very many members.

    python -m benchmarks.occasions [--server postgres://root@127.0.0.1:5432/postgres] [--members 1000000]

In a PostgreSQL database of its own, dropped at the end. Members whose memberships began on every day of the last four
years, made by the database itself. Each run is a process of its own, so that its memory is its own: an ordinary day,
31 days at once as after an outage, the same again (nobody may get anything twice), and a crowd of members on one day.
At the end the audit must find nothing.
"""

import argparse
import os
import subprocess
import sys

import psycopg

from benchmarks.till import ROOT, database

NAME = "regulars_occasions"
PEOPLE = """
    INSERT INTO accounts_user (password, is_superuser, email, name, language, is_staff, is_active, date_joined,
        wants_review_requests, answers_questions, wants_occasion_mails, is_insider)
    SELECT '!', false, 'member' || n || '@example.com', 'Member ' || n, 'en', false, true, now() - interval '5 years',
        true, true, false, false
    FROM generate_series(1, {number}) AS n
"""
MEMBERS = """
    INSERT INTO loyalty_membership (customer_id, plan_id, starts_at, ends_at)
    SELECT id, (SELECT min(id) FROM loyalty_plan), now() - (1 + id % 1460) * interval '1 day', now() + interval '1 year'
    FROM accounts_user
"""
START = """
from loyalty.models import *
PointsProgram(is_active=True).save()
Plan.objects.create(name="Regulars Plus")
OccasionRule.objects.create(kind=Occasion.MEMBERSHIP, points=100, is_active=True)
"""
RUN = """
import resource, time
from datetime import timedelta
from django.utils import timezone
from loyalty.actions.occasions import celebrate, members_on
from loyalty.models import Occasion, OccasionRule
from loyalty.rules.occasions import day_of

now = timezone.now()
today = day_of(timezone.localtime(now))
OccasionRule.objects.update(done_until=today - timedelta(days={days}))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
began = time.monotonic()
number = celebrate(kind=Occasion.MEMBERSHIP, people=lambda day: members_on(day, now), at=now)
seconds = time.monotonic() - began
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print(f"{name}: {{number:,}} rewards in {{seconds:.1f}} s, {{before}} MB before, {{after}} MB at most")
"""
ONE_DAY = "UPDATE loyalty_membership SET starts_at = now() - interval '2 years' WHERE customer_id <= {crowd}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", default="postgres://root@127.0.0.1:5432/postgres")
    parser.add_argument("--members", type=int, default=1_000_000)
    parser.add_argument("--crowd", type=int, default=100_000)
    options = parser.parse_args()
    with database(options.server, NAME) as url:
        _manage(url, "migrate", "-v", "0")
        _manage(url, "shell", "-v", "0", "-c", START)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("SET synchronous_commit = off")
            connection.execute(PEOPLE.format(number=options.members))
            connection.execute(MEMBERS)
            connection.execute("VACUUM ANALYZE")
        print(f"{options.members:,} members", flush=True)
        for name, days in (("an ordinary day", 1), ("31 days", 31), ("31 days again", 31)):
            _manage(url, "shell", "-v", "0", "-c", RUN.format(name=name, days=days))
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(ONE_DAY.format(crowd=options.crowd))
            connection.execute("VACUUM ANALYZE")
        _manage(url, "shell", "-v", "0", "-c", RUN.format(name="a crowd on one day", days=1))
        _manage(url, "audit", "--only", "points")


def _manage(url: str, *command: str) -> None:
    environment = os.environ | {"DATABASE_URL": url, "VAR_DIR": f"/tmp/{NAME}", "STATEMENT_SECONDS": "60"}
    subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True)


if __name__ == "__main__":
    main()
