"""Services that are away, in the two ways there are: nobody listens, or somebody listens and never answers."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager


def nobody() -> int:
    """A port at which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def silence() -> Iterator[int]:
    """A port at which every connection is accepted and nothing is ever said."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(128)
        yield listener.getsockname()[1]
