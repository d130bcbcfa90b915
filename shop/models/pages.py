"""Texts that staff edit: terms, privacy, returns, imprint, help."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class Page(models.Model):
    """A page of plain paragraphs and headings in one language. `text` is HTML, cleaned when saved and when shown."""

    slug = models.SlugField(_("slug"), max_length=60)
    language = models.CharField(_("language"), max_length=10, default="en")
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("text"), help_text=_("Paragraphs, headings, lists and links; anything else is removed."))
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    updated_at = models.DateTimeField(_("updated"), auto_now=True)

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        ordering = ["position", "slug"]
        constraints = [models.UniqueConstraint(fields=["slug", "language"], name="one_page_per_slug_language")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("shop:page-detail", args=[self.slug])
