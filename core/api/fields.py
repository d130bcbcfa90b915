"""Shapes of input that take what they say and nothing that only looks like it; and answers with less in them."""

import re
from collections.abc import Mapping
from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.fields import empty

UNKNOWN = "There is no such field."


class StrictSerializer(serializers.Serializer):
    """Input whose every field is known: others are named in a 400 instead of being dropped without a word."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            writable = {name for name, field in self.fields.items() if not field.read_only}
            unknown = {str(name): [UNKNOWN] for name in data if name not in writable}
            if unknown:
                raise ValidationError(unknown, code="unknown_field")
        return super().to_internal_value(data)


class Text(serializers.CharField):
    """A line of text; a number or a truth value is none. It holds something beside blanks, unless it may be empty.

    `refused` are the characters that it never holds, as the inside of a class in regular expressions: controls and ends
    of lines. They are looked for before blanks at both ends are taken off, so that the schema can say the same.
    """

    default_error_messages = {"control": "Line breaks and other control characters do not belong here."}
    refused = r"\u0000-\u001f\u007f-\u009f\u2028\u2029"

    def run_validation(self, data: Any = empty) -> Any:
        if isinstance(data, str) and re.search(f"[{self.refused}]", data):
            self.fail("control")
        return super().run_validation(data)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return str(super().to_internal_value(data))

    @property
    def pattern(self) -> str:
        """The same for the schema."""
        kept = f"[^{self.refused}]*"
        return f"^{kept}$" if self.allow_blank else rf"^{kept}[^\s{self.refused}]{kept}$"


class Prose(Text):
    """Text of several lines: line breaks and tabs are kept."""

    default_error_messages = {"control": "Control characters other than line breaks and tabs do not belong here."}
    refused = r"\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f"


class NamedTexts(serializers.DictField):
    """Texts by names that are texts too, of at most `most_letters` each; at most `most` of them."""

    default_error_messages = {
        "too_many": "At most {most} of them.",
        "twice": "“{name}” is there twice but for blanks.",
    }

    def __init__(self, *, most: int, most_letters: int, **kwargs: Any) -> None:
        super().__init__(child=Text(max_length=most_letters), **kwargs)
        self.most, self.name_shape = most, Text(max_length=most_letters)

    def to_internal_value(self, data: Any) -> dict[str, str]:
        if isinstance(data, Mapping) and len(data) > self.most:
            self.fail("too_many", most=self.most)
        texts: dict[str, str] = {}
        for given, text in super().to_internal_value(data).items():
            name = self.name_shape.run_validation(given)
            if name in texts:
                self.fail("twice", name=name)
            texts[name] = text
        return texts


class Whole(serializers.IntegerField):
    """A whole number, as JSON has it: neither "12" nor true."""

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, bool) or not isinstance(data, int | float):
            self.fail("invalid")
        if isinstance(data, float) and not data.is_integer():
            self.fail("invalid")
        return int(super().to_internal_value(int(data)))


class Flag(serializers.BooleanField):
    """True or false, and no word for either."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class Sparse:
    """For a serializer of answers: only the fields that `only` in its context names."""

    def get_fields(self) -> dict[str, serializers.Field]:
        fields: dict[str, serializers.Field] = super().get_fields()  # type: ignore[misc]
        parent = self.parent  # type: ignore[attr-defined]
        is_top = parent is None or (isinstance(parent, serializers.ListSerializer) and parent.parent is None)
        only = self.context.get("only") if is_top else None  # type: ignore[attr-defined]
        return {name: field for name, field in fields.items() if name in only} if only else fields
