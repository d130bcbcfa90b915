"""Reading what our PDFs say: the text of their pages, by the tables that fonts carry for those who copy from them."""

import base64
import re
import zlib
from collections.abc import Iterable


def text_of(response) -> str:
    """The text of a PDF that a page answered with, a line for each piece that was written."""
    objects = _objects(b"".join(response.streaming_content))
    tables = {number: _table(objects, body) for number, body in objects.items() if b"/ToUnicode" in body}
    fonts = {
        name: tables[number]
        for body in objects.values()
        for name, number in re.findall(rb"/(F\d+\+\d+) (\d+) 0 R", body)
        if number in tables
    }
    pages = [_stream(body) for body in objects.values()]
    return "\n".join(line for page in pages if b" Tf" in page for line in _lines(page, fonts))


def _objects(pdf: bytes) -> dict[bytes, bytes]:
    return dict(re.findall(rb"(\d+) 0 obj\s(.*?)endobj", pdf, re.DOTALL))


def _stream(body: bytes) -> bytes:
    found = re.search(rb"stream\r?\n(.*?)\r?\n?endstream", body, re.DOTALL)
    if not found:
        return b""
    data = found[1]
    if b"ASCII85Decode" in body:
        data = base64.a85decode(data.strip().removesuffix(b"~>"))
    return zlib.decompress(data) if b"FlateDecode" in body else data


def _table(objects: dict[bytes, bytes], font: bytes) -> dict[int, str]:
    """By code the character, from a font's table."""
    found = re.search(rb"/ToUnicode (\d+) 0 R", font)
    assert found
    rows = re.findall(rb"<(\w{2})> <(\w{4})>", _stream(objects[found[1]]))
    return {int(code, 16): chr(int(point, 16)) for code, point in rows}


def _lines(stream: bytes, fonts: dict[bytes, dict[int, str]]) -> Iterable[str]:
    table: dict[int, str] = {}
    line = ""
    for font, text, ends in re.findall(rb"/(F\d+\+\d+) [\d.]+ Tf|\(((?:\\.|[^\\)])*)\) Tj|(ET)", stream, re.DOTALL):
        if font:
            table = fonts[font]
        elif ends:
            yield line
            line = ""
        else:
            line += "".join(table.get(code, "?") for code in _codes(text))


def _codes(text: bytes) -> bytes:
    def plain(escaped: re.Match[bytes]) -> bytes:
        return bytes([int(escaped[1], 8)]) if escaped[1].isdigit() else escaped[1]

    return re.sub(rb"\\(\d{3}|.)", plain, text, flags=re.DOTALL)
