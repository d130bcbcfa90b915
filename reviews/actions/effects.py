"""What follows when an entry comes onto the page or leaves it."""

from datetime import datetime

from core.jobs import later
from reviews.actions.answer_counts import count_answers, count_questions
from reviews.actions.question_mails import tell_followers
from reviews.actions.summaries import refresh_summary
from reviews.actions.themes import ring_for_themes
from reviews.actions.weighing import weigh_review
from reviews.models import Answer, Entry, EntryState, Question, Review


def after_change(entry: Entry, at: datetime) -> None:
    """The rating of a review's product and its themes, or the counts of questions and answers; who waits hears."""
    if isinstance(entry, Review):
        weigh_review(review=entry)
        summary = refresh_summary(product_id=entry.product_id, at=at)
        ring_for_themes(summary=summary)
    elif isinstance(entry, Answer):
        count_answers(entry.question)
        if entry.state == EntryState.PUBLISHED:
            tell_followers(entry, at)
    elif isinstance(entry, Question):
        count_questions(entry.product_id)
        if entry.state == EntryState.PUBLISHED and entry.buyers_asked_at is None:
            later("reviews.ask_buyers", question_id=entry.pk)
