from reviews.models.decisions import Decision, Report, Vote
from reviews.models.entries import Entry, EntryState
from reviews.models.questions import Answer, AnswerRequest, Follower, Question
from reviews.models.requests import ReviewRequest, Unsubscription
from reviews.models.reviews import Reply, Review, ReviewPhoto
from reviews.models.shingles import Shingle
from reviews.models.summaries import Mention, RatingSummary, Theme

__all__ = [
    "Answer",
    "AnswerRequest",
    "Decision",
    "Entry",
    "EntryState",
    "Follower",
    "Mention",
    "Question",
    "RatingSummary",
    "Reply",
    "Report",
    "Review",
    "ReviewPhoto",
    "ReviewRequest",
    "Shingle",
    "Theme",
    "Unsubscription",
    "Vote",
]
