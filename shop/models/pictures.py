"""Pictures and documents of products."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.states import Stateful, known_states
from shop.models.catalog import Product


class PictureState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    READY = "ready", _("Ready")
    BROKEN = "broken", _("Broken")


class Picture(Stateful):
    """An uploaded picture. Its renditions are made by a task; until then the original is shown.

    `renditions` maps a format ("avif", "webp", "jpeg") to {width in pixels: path in the media store}. A drawing
    (SVG made by our own code, never an upload) needs none.
    """

    State = PictureState

    MOVES = {State.WAITING: (State.READY, State.BROKEN), State.BROKEN: (State.WAITING,), State.READY: (State.WAITING,)}

    product = models.ForeignKey(Product, models.CASCADE, related_name="pictures")
    file = models.FileField(_("file"), upload_to="pictures/%Y/%m")
    alt = models.CharField(
        _("alternative text"), max_length=300, help_text=_("What the picture shows, for who cannot see it.")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    width = models.PositiveSmallIntegerField(default=800, editable=False)
    height = models.PositiveSmallIntegerField(default=800, editable=False)
    renditions = models.JSONField(default=dict, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING, editable=False)

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["position", "id"]
        constraints = [known_states("picture_state_known", PictureState)]

    def __str__(self) -> str:
        return self.alt

    @property
    def is_drawing(self) -> bool:
        return (self.file.name or "").endswith(".svg")


class Document(models.Model):
    """A manual, a data sheet: a file that belongs to a product."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="documents")
    title = models.CharField(_("title"), max_length=200)
    file = models.FileField(_("file"), upload_to="documents/%Y/%m")
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.title
