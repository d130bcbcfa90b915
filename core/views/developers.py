"""The pages for who builds on the API: where to begin, the first order, and what each problem means."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import override
from django.views.decorators.http import require_safe

from core.api.problems import CODES, kind_of
from core.errors import Refused

GUIDE = Path(settings.ROOT) / "docs" / "api" / "examples" / "first_order.sh"


@dataclass(frozen=True)
class Step:
    """Words, and what is typed."""

    words: str
    code: str


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "core/developers/home.html", {"address": settings.BASE_URL})


@require_safe
def first_order(request: HttpRequest) -> HttpResponse:
    """The same file that the suite runs, step by step."""
    steps = read_steps(GUIDE.read_text(encoding="utf-8"))
    return render(request, "core/developers/first_order.html", {"steps": steps})


@require_safe
def problems(request: HttpRequest) -> HttpResponse:
    """Every code: what it means and what to do."""
    with override("en"):  # for developers, as the codes are
        refusals = sorted({(one.code, CODES[kind_of(one)].status, str(one.message)) for one in _kinds(Refused)})
    context = {"codes": CODES.items(), "refusals": [row for row in refusals if row[0] not in CODES]}
    return render(request, "core/developers/problems.html", context)


def read_steps(script: str) -> list[Step]:
    """A script's comments as words, with the lines that follow them."""
    steps: list[Step] = []
    code: list[str] = []
    words = ""
    for line in [*script.splitlines()[1:], "# "]:
        if line.startswith("#"):
            if code:
                steps.append(Step(words.strip(), "\n".join(code).strip()))
                words, code = "", []
            words += line.removeprefix("#")
        elif line or code:
            code.append(line)
    return steps


def _kinds(base: type[Refused]) -> list[type[Refused]]:
    return [kind for direct in base.__subclasses__() for kind in (direct, *_kinds(direct))]
