"""People: one account per e-mail address, and no user names."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.codes import new_code

CLOSED_HOST = "deleted.invalid"
"""Where the addresses of deleted accounts are: no mail can be sent there (RFC 2606)."""


def new_public_id() -> str:
    """How partners know a customer: random, so it tells nothing of how many there are."""
    return f"cus_{new_code(16)}"


class UserManager(BaseUserManager["User"]):
    def visible_to(self, actor: Any) -> "models.QuerySet[User]":
        """Customers, for programs: a partner sees all, or who bought through its app; a customer sees themselves.

        What its front ordered for a guest tells who paid, not that the address is theirs: such an order shows nobody.
        """
        people = self.filter(is_staff=False, is_active=True)
        if isinstance(actor, User):
            return people.filter(pk=actor.pk)
        if actor is None:
            return people.none()
        if actor.sees_all:
            return people
        placed = {"orders__events__kind": "placed", "orders__events__actor": F("pk")}
        return people.filter(orders__partner=actor, orders__confirmed_at__isnull=False, **placed).distinct()

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A new account. Without a password nobody can sign in by one."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email__iexact=email)


class User(AbstractBaseUser, PermissionsMixin):
    """Whoever has an account. One that was deleted (`closed_at`) stays as an empty row, for its orders."""

    public_id = models.CharField(max_length=20, unique=True, default=new_public_id, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    is_staff = models.BooleanField(_("staff"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    wants_review_requests = models.BooleanField(_("may be asked for reviews"), default=True)
    answers_questions = models.BooleanField(_("may be asked about what they bought"), default=True)
    wants_points_mails = models.BooleanField(_("may be warned of expiring points"), default=True, db_default=True)
    wants_occasion_mails = models.BooleanField(_("may be written to on their days"), default=False, db_default=False)
    wants_alert_mails = models.BooleanField(_("is told of what they asked about"), default=True, db_default=True)
    weekly_topics = models.JSONField(
        default=list, db_default=[], editable=False, help_text="Kinds of mail that come together once a week."
    )
    birth_month = models.PositiveSmallIntegerField(_("month of birth"), null=True, editable=False)
    birth_day = models.PositiveSmallIntegerField(_("day of birth"), null=True, editable=False)
    birthday_set_at = models.DateTimeField(_("birthday entered"), null=True, editable=False)
    is_insider = models.BooleanField(
        _("belongs to staff"),
        default=False,
        help_text=_("Works here or shares a home with somebody who does: their reviews say so and count for nothing."),
    )
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)
    closed_at = models.DateTimeField(_("deleted"), null=True, editable=False)

    USERNAME_FIELD = EMAIL_FIELD = "email"

    objects = UserManager()

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_account_per_email"),
            models.CheckConstraint(
                condition=Q(birth_month=None, birth_day=None)
                | Q(
                    birth_month__gte=1, birth_month__lte=12, birth_day__gte=1, birth_day__lte=31,
                    birthday_set_at__isnull=False,
                ),
                name="birthday_month_and_day",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return gettext("Deleted account %s") % self.pk if self.closed_at else self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    @property
    def public_name(self) -> str:
        """First name and initial, as shown beside a review; never the e-mail address."""
        return public_name(self.name)


def public_name(name: str) -> str:
    """ "Ada Lovelace" becomes "Ada L."; nothing becomes nothing."""
    words = name.split()
    return f"{words[0]} {words[-1][0]}." if len(words) > 1 else "".join(words)
