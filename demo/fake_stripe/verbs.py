"""The verbs that are the same for every kind of object: retrieve one, list many."""

from collections.abc import Callable

from .books import Books, Json
from .listing import page
from .params import Form

Verb = Callable[[Books, Form, str], Json]


def one(kind: str) -> Verb:
    def retrieve(books: Books, form: Form, id: str) -> Json:
        form.only("")
        return books.get(kind, id)

    return retrieve


def many(shelf: str, url: str) -> Verb:
    return lambda books, form, _: page(books, shelf, form, url)
