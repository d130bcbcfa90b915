"""A broker that is a folder, for a shop on one machine: Kombu's own, and a message is there whole or not at all."""

import os
import uuid
from pathlib import Path
from time import monotonic
from typing import Any

from kombu.exceptions import ChannelError
from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.encoding import str_to_bytes
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    """Messages are written under another name first.

    Kombu 5.7 opens a message's file before it writes to it. A worker that looked in between took an empty message,
    which ended it, and with it the whole of `bin/demo`.
    """

    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]  # bases differ in names
        name = f"{round(monotonic() * 1000)}_{uuid.uuid4()}.{queue}"
        draft = Path(self.data_folder_out, f"{name}.draft")
        try:
            draft.write_bytes(str_to_bytes(dumps(payload)))
            os.replace(draft, draft.with_name(f"{name}.msg"))
        except OSError as error:
            raise ChannelError(f"A message could not be put into {self.data_folder_out}") from error


class Transport(filesystem.Transport):
    Channel = Channel


def use_whole_messages() -> None:
    """From now on filesystem:// is this broker."""
    TRANSPORT_ALIASES["filesystem"] = f"{__name__}:Transport"
