"""The staff's start page, with the reviews and questions that wait."""

from typing import Any

from django.db.models import Count, Min
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext

from orders.admin.dashboard import day_at_a_glance as orders_at_a_glance
from reviews.models import Question
from reviews.models.queue import count_to_decide


def day_at_a_glance(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """What orders show, the reviews to read and the questions to answer."""
    context = orders_at_a_glance(request, context)
    context["doors"].append(
        (gettext("Reviews, questions and answers to decide"), count_to_decide(), reverse("admin:reviews_queue"))
    )
    context["doors"] += _questions()
    return context


def _questions() -> list[tuple[str, int, str]]:
    """How many the shop owes an answer to, since when, and how many of them for too long."""
    now = timezone.now()
    numbers = Question.objects.unanswered().aggregate(waiting=Count("pk"), oldest=Min("created_at"))
    overdue = Question.objects.overdue(now).count()
    name = gettext("Questions to answer")
    if numbers["oldest"]:
        name = gettext("Questions to answer, the oldest since %s") % timesince(numbers["oldest"], now, depth=1)
    list_of = reverse("admin:reviews_question_changelist")
    doors = [(name, numbers["waiting"], f"{list_of}?waits=answer")]
    if overdue:
        doors.append((gettext("Questions overdue"), overdue, f"{list_of}?waits=overdue"))
    return doors
