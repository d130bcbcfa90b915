"""Guides for developers are the example files that the suite runs, read step by step."""

import re
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

EXAMPLES = Path(settings.ROOT) / "docs" / "api" / "examples"
COMMENT = re.compile(r"\s*(?:#|//)(?P<words>.*)")


@dataclass(frozen=True)
class Step:
    """Words, and what is typed."""

    words: str
    code: str


def steps_of(name: str) -> list[Step]:
    """Of the example of that name; its first line says to people or to the machine what it is, and is no step."""
    return read_steps((EXAMPLES / name).read_text(encoding="utf-8"))


def read_steps(script: str) -> list[Step]:
    """A script's comments on lines of their own as words, with the lines that follow them as they stand there."""
    steps: list[Step] = []
    code: list[str] = []
    words = ""
    for line in [*script.splitlines()[1:], "# "]:
        comment = COMMENT.fullmatch(line)
        if comment:
            if code:
                steps.append(Step(words.strip(), "\n".join(code).rstrip().lstrip("\n")))
                words, code = "", []
            words += comment["words"]
        elif line or code:
            code.append(line)
    return steps
