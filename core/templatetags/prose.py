"""Staff's rich text on pages."""

from django import template

from core.prose import clean_prose as clean

register = template.Library()
register.filter("clean_prose", clean)
