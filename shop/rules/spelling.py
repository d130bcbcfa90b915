"""Whether two words are the same but for a slip of the fingers."""

from collections.abc import Iterable

SLIPS_BY_LENGTH = ((8, 2), (4, 1))


def trigrams(word: str) -> list[str]:
    """Three letters at a time: what a misspelled word still shares with the right one."""
    return [word[at : at + 3] for at in range(len(word) - 2)]


def slips_allowed(word: str) -> int:
    return next((slips for length, slips in SLIPS_BY_LENGTH if len(word) >= length), 0)


def closest(word: str, known: Iterable[tuple[str, int]]) -> str | None:
    """The known word with the fewest slips, the more common one among equals; None when all are too far."""
    allowed = slips_allowed(word)
    near = ((distance(word, other, allowed), -count, other) for other, count in known)
    best = min((item for item in near if 0 < item[0] <= allowed), default=None)
    return best[2] if best else None


def distance(left: str, right: str, limit: int) -> int:
    """How many letters are wrong, missing, too many or swapped; more than `limit` is only told as limit + 1."""
    if abs(len(left) - len(right)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, letter in enumerate(left, 1):
        before, above, row = row, before, [i]
        for j, other in enumerate(right, 1):
            cost = min(before[j] + 1, row[-1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == right[j - 2] and left[i - 2] == other:
                cost = min(cost, above[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return row[-1]
