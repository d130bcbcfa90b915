"""Random lives of an account, told to the ledger and to the model at once."""

from datetime import datetime, timedelta
from random import Random

from accounts.models import User
from loyalty.actions.points import (
    NotThatManyPoints,
    adjust_points,
    confirm_points,
    earn_points,
    expire_points,
    keep_points,
    plan_confirmation,
)
from loyalty.actions.points_ledger import Cause
from loyalty.actions.points_spending import NotEnoughPoints, capture_points, hold_points, release_points, return_points
from loyalty.models import PointsAccount, PointsLot
from tests.loyalty.points_model import Model

VERBS = ["earn", "earn", "confirm", "confirm", "keep", "redeem", "redeem", "refund", "expire", "adjust", "wait"]


class Life:
    """One customer's. `step` does something; `differs` says how ledger and model disagree."""

    def __init__(self, customer: User, rng: Random, at: datetime) -> None:
        self.customer, self.rng, self.at = customer, rng, at
        self.model, self.number = Model(lifetime=timedelta(0)), 0
        self.told: list[str] = []

    def step(self) -> None:
        self.number += 1
        verb = self.rng.choice(VERBS)
        self.told.append(verb)
        getattr(self, verb)(f"{self.customer.pk}/{self.number}")

    def differs(self) -> str:
        account = PointsAccount.objects.filter(customer=self.customer).first()
        found = (account.available, account.pending, account.held, account.debt) if account else (0, 0, 0, 0)
        model = self.model
        wanted = (model.available, model.pending, model.on_hold, model.debt)
        if found != wanted:
            return f"{self.told}: {found} where the model has {wanted}"
        left = {lot.reference: lot.remaining for lot in PointsLot.objects.filter(account=account)} if account else {}
        expected = {lot.name: lot.left for lot in model.lots.values()}
        return "" if left == expected else f"{self.told}: {left} where the model has {expected}"

    def earn(self, name: str) -> None:
        points = self.rng.randint(1, 300)
        earn_points(customer=self.customer, points=points, cause=Cause(name, self.at))
        self.model.earn(name, points)

    def confirm(self, _name: str) -> None:
        lot = self._lot(state="pending")
        if lot:
            plan_confirmation(references=[lot.reference], confirms_at=self.at)
            lot = confirm_points(lot=lot, at=self.at)
            if lot.expires_at:
                self.model.lifetime = lot.expires_at - self.at
            self.model.confirm(lot.reference, self.at)

    def keep(self, name: str) -> None:
        lot = self._lot(reference__in=[known for known in self.model.lots if "late" not in known])
        if lot:
            kept = self.rng.choice([0, lot.kept // 2, lot.kept])
            keep_points(reference=lot.reference, kept=kept, cause=Cause(name, self.at))
            self.model.keep(lot.reference, kept)

    def redeem(self, name: str) -> None:
        account = PointsAccount.objects.filter(customer=self.customer).first()
        if account is None:
            return
        points = self.rng.randint(1, 200)
        try:
            hold_points(account=account, points=points, cause=Cause(name, self.at))
        except NotEnoughPoints:
            assert not self.model.hold(name, points, self.at)
            return
        assert self.model.hold(name, points, self.at)
        if self.rng.random() < 0.6:
            capture_points(account=account, cause=Cause(name, self.at))
            self.model.capture(name)
        else:
            self.at += timedelta(days=self.rng.choice([0, 0, 400]))
            release_points(account=account, cause=Cause(name, self.at))
            self.model.release(name, self.at)

    def refund(self, name: str) -> None:
        if not self.model.spent:
            return
        spent_for = self.rng.choice(list(self.model.spent))
        points = self.rng.randint(1, 150)
        account = PointsAccount.objects.get(customer=self.customer)
        cause = Cause(f"{spent_for}/{name}", self.at)
        return_points(account=account, points=points, spent_for=spent_for, cause=cause)
        self.model.give_back(spent_for, points, cause.reference, self.at)

    def expire(self, _name: str) -> None:
        for lot in PointsLot.objects.expired(self.at).filter(account__customer=self.customer):
            expire_points(lot=lot, at=self.at)
        self.model.expire(self.at)

    def adjust(self, name: str) -> None:
        points = self.rng.choice([-50, -10, 25])
        try:
            adjust_points(customer=self.customer, points=points, cause=Cause(name, self.at))
        except NotThatManyPoints:
            assert not self.model.adjust(name, points, self.at)
            return
        lot = PointsLot.objects.filter(reference=name).first()
        if lot and lot.expires_at:
            self.model.lifetime = lot.expires_at - self.at
        assert self.model.adjust(name, points, self.at)

    def wait(self, _name: str) -> None:
        self.at += timedelta(days=self.rng.choice([1, 30, 300]))

    def _lot(self, **which: object) -> PointsLot | None:
        lots = list(PointsLot.objects.filter(account__customer=self.customer, **which).order_by("pk"))
        return self.rng.choice(lots) if lots else None
