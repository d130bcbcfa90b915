"""What somebody wishes who leaves."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Farewell:
    """`erases_words` takes what was written off the pages; `gives_up_credit` agrees to lose what is left of it."""

    erases_words: bool = False
    gives_up_credit: bool = False
