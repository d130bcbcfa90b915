"""How much a review weighs, what the stars of a product come to, and which reviews help most.

The printed rating is the sum of weight times stars divided by the sum of weights. A review's weight is recency times
proof times trust, all whole numbers, so that Python, SQLite and PostgreSQL find the same to the last digit.
"""

from dataclasses import dataclass
from datetime import date
from math import log2, sqrt

HALF_LIFE_DAYS = 450
"""After fifteen months a review counts half."""

STEP_DAYS = 30
OLDEST_STEP = 30
"""From here on (two half-lives, 900 days) a quarter is left for ever: old reviews never vanish."""

RECENCY = [round(1000 * 0.5 ** (step * STEP_DAYS / HALF_LIFE_DAYS)) for step in range(OLDEST_STEP + 1)]
"""Per mille by age in steps of thirty days."""

PROVEN, UNPROVEN = 10, 4
"""Tenths: a verified purchase against anything else, or a review that something was given for."""

FULL_TRUST, LEAST_TRUST = 100, 20
FULL_WEIGHT = RECENCY[0] * PROVEN * FULL_TRUST
"""The weight of today's verified review by somebody trusted."""

PRIOR_REVIEWS = 5
"""For sorting, as if so many average reviews of the category stood beside each product's own."""

USUAL_RATING = 350
"""Hundredths of a star, for a category without any reviews."""

EPOCH = date(1970, 1, 1)
HELP_HALVES_DAYS = 730


@dataclass(frozen=True)
class Standing:
    """What is known of a reviewer's good faith when a review is weighed."""

    account_days: int = 365
    in_burst: bool = False
    reports: int = 0


def day_number(day: date) -> int:
    """Days since 1970-01-01, as ages are counted in the tables."""
    return (day - EPOCH).days


def weight_of(*, age_days: int, is_proven: bool, trust: int) -> int:
    """Recency times proof times trust, at most FULL_WEIGHT."""
    step = min(max(age_days, 0) // STEP_DAYS, OLDEST_STEP)
    return RECENCY[step] * (PROVEN if is_proven else UNPROVEN) * trust


def weight_sql(day: str, review: str = "review") -> str:
    """The same as `weight_of` in SQL: `day` and `review` are names of our own in the statement."""
    age = f"({day} - {review}.weighed_day) / {STEP_DAYS}"
    steps = " ".join(f"WHEN {step} THEN {share}" for step, share in enumerate(RECENCY))
    by_age = f"CASE {age} {steps} ELSE {RECENCY[-1]} END"
    recency = f"CASE WHEN {day} < {review}.weighed_day THEN {RECENCY[0]} ELSE {by_age} END"
    proof = f"CASE WHEN {review}.is_verified AND {review}.incentive = 'none' THEN {PROVEN} ELSE {UNPROVEN} END"
    return f"(CAST({recency} AS BIGINT) * ({proof}) * {review}.trust)"


def rating_hundredths(weight: int, weighted_stars: int) -> int:
    """The printed rating, rounded half up; 0 without reviews."""
    return (200 * weighted_stars + weight) // (2 * weight) if weight else 0


def rank_hundredths(weight: int, weighted_stars: int, category_mean: int) -> int:
    """The rating for sorting, drawn towards the category's mean while there are few reviews; 0 without any."""
    if not weight:
        return 0
    prior = PRIOR_REVIEWS * FULL_WEIGHT
    return (2 * (100 * weighted_stars + prior * (category_mean or USUAL_RATING)) + weight + prior) // (
        2 * (weight + prior)
    )


def rank_sql(weight: str, weighted_stars: str, mean: str) -> str:
    """The same as `rank_hundredths` in SQL, for rows with a weight."""
    prior = PRIOR_REVIEWS * FULL_WEIGHT
    usual = f"CASE WHEN {mean} > 0 THEN {mean} ELSE {USUAL_RATING} END"
    return (
        f"(2 * (100 * {weighted_stars} + {prior} * CAST({usual} AS BIGINT)) + {weight} + {prior})"
        f" / (2 * ({weight} + {prior}))"
    )


def trust_of(standing: Standing) -> int:
    """From 20 to 100: new accounts, floods of reviews and reports count against, never the stars."""
    trust = FULL_TRUST
    if standing.account_days < 7:
        trust -= 30
    if standing.in_burst:
        trust -= 40
    trust -= 20 * min(standing.reports, 2)
    return max(trust, LEAST_TRUST)


def wilson(helpful: int, unhelpful: int) -> float:
    """The lower bound of the share who found it helpful, at 95 % (Wilson 1927): few votes prove little."""
    votes = helpful + unhelpful
    if not votes:
        return 0.0
    z, share = 1.96, helpful / votes
    spread = z * sqrt(share * (1 - share) / votes + z * z / (4 * votes * votes))
    return (share + z * z / (2 * votes) - spread) / (1 + z * z / votes)


def usefulness(*, helpful: int, unhelpful: int, characters: int, photos: int, is_proven: bool, day: int) -> int:
    """The place among the most helpful: Wilson's bound times a freshness that halves in two years.

    As a logarithm, so that it needs no recomputing as time goes by. What nobody has voted on yet is placed by its
    length, its pictures and its proof, below what people found helpful.
    """
    promise = 0.05 * (min(characters, 400) / 400 + (0.5 if photos else 0) + (0.5 if is_proven else 0)) / 2
    score = max(wilson(helpful, unhelpful) + (promise if helpful >= unhelpful else 0), 2**-10)
    return round(1000 * (20 + log2(score) + day / HELP_HALVES_DAYS))
