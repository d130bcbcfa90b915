"""State machines: one per thing with a life. The table of moves is printed at the top of each class."""

from collections.abc import Mapping
from typing import ClassVar

from django.db import models, transaction


class IllegalMove(Exception):
    """A move that the thing's MOVES do not allow: a fault in an action, never a shopper's mistake."""


class Stateful(models.Model):
    """A row with a `state` and the moves allowed from each state. What else happens is written in the action."""

    MOVES: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    state: models.CharField

    class Meta:
        abstract = True

    def can_move_to(self, state: str) -> bool:
        return state in self.MOVES.get(self.state, ())

    def move_to(self, state: str, **also: object) -> None:
        """Store the new state (and `also`, other columns of the same moment).

        Compare-and-set: the row must still be in the state we read. Raises IllegalMove otherwise, RuntimeError
        outside a transaction.
        """
        if not transaction.get_connection().in_atomic_block:
            raise RuntimeError("A state moves inside a transaction")
        if not self.can_move_to(state):
            raise IllegalMove(f"{self._meta.label} {self.pk}: {self.state} to {state}")
        same = {"pk": self.pk, "state": self.state}
        rows = type(self)._base_manager.filter(**same).update(**{"state": state, **also})
        if not rows:
            raise IllegalMove(f"{self._meta.label} {self.pk}: no longer {self.state}")
        self.state = state
        for name, value in also.items():
            setattr(self, name, value)


def known_states(name: str, states: type[models.TextChoices]) -> models.CheckConstraint:
    """The database refuses a state that is not in the list."""
    return models.CheckConstraint(condition=models.Q(state__in=states.values), name=name)
