"""Reading bodies."""

import codecs
import json
from collections import Counter
from typing import Any

from django.conf import settings
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser
from rest_framework.utils.json import strict_constant


class StrictJSON(JSONParser):
    """JSON as the standard has it (RFC 8259), and as programs agree on it (RFC 7493): every name once, and no halves of
    characters. Nested so deeply that nobody means it, it is no JSON for us.
    """

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        encoding = (parser_context or {}).get("encoding", settings.DEFAULT_CHARSET)
        try:
            text = codecs.getreader(encoding)(stream)
            data = json.load(text, parse_constant=strict_constant, object_pairs_hook=_every_name_once)
            json.dumps(data, ensure_ascii=False).encode()  # half of a surrogate pair has no bytes
        except RecursionError as error:
            raise ParseError("JSON parse error - nested too deeply") from error
        except UnicodeEncodeError as error:
            raise ParseError("JSON parse error - half of a surrogate pair") from error
        except ValueError as error:
            raise ParseError(f"JSON parse error - {error}") from error
        return data


def _every_name_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) < len(pairs):
        twice, _count = Counter(name for name, _value in pairs).most_common(1)[0]
        raise ValueError(f"the name {ascii(twice)[:80]} stands there twice")
    return data
