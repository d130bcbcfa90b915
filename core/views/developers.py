"""The pages for who builds on the API: where to begin, the first order, and what each problem means."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import override
from django.views.decorators.http import require_safe

from core.api.problems import CODES, kind_of
from core.errors import Refused
from core.guides import steps_of


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "core/developers/home.html")


@require_safe
def first_order(request: HttpRequest) -> HttpResponse:
    """With what everybody has: curl."""
    return render(request, "core/developers/first_order.html", {"steps": steps_of("first_order.sh")})


@require_safe
def problems(request: HttpRequest) -> HttpResponse:
    """Every code: what it means and what to do."""
    with override("en"):  # for developers, as the codes are
        refusals = sorted({(one.code, CODES[kind_of(one)].status, str(one.message)) for one in _kinds(Refused)})
    context = {"codes": CODES.items(), "refusals": [row for row in refusals if row[0] not in CODES]}
    return render(request, "core/developers/problems.html", context)


def _kinds(base: type[Refused]) -> list[type[Refused]]:
    return [kind for direct in base.__subclasses__() for kind in (direct, *_kinds(direct))]
