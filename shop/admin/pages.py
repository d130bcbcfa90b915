"""Staff write help and legal texts here."""

from django.contrib import admin
from unfold.admin import ModelAdmin

from shop.forms.pages import PageForm
from shop.models import Page


@admin.register(Page)
class PageAdmin(ModelAdmin):
    form = PageForm
    list_display = ["title", "slug", "language", "updated_at"]
    list_filter = ["language"]
    search_fields = ["title", "text"]
