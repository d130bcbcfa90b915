"""The folder that is the broker of a shop on one machine."""

from queue import Empty

import pytest
from kombu import Connection

import config  # noqa: F401  # brings the broker


@pytest.fixture
def channel(tmp_path):
    folders = {"data_folder_in": str(tmp_path), "data_folder_out": str(tmp_path), "control_folder": str(tmp_path)}
    with Connection("filesystem://localhost", transport_options=folders) as connection:
        yield connection.default_channel


class LooksWhileItIsWritten:
    """A message that has the worker look for it at the worst moment."""

    def __init__(self, channel):
        self.channel = channel

    def __json__(self):
        with pytest.raises(Empty):
            self.channel._get("celery")
        return {"bell": 1}


def test_a_message_is_not_taken_before_it_is_whole(channel):
    channel._put("celery", LooksWhileItIsWritten(channel))
    assert channel._size("celery") == 1
    assert channel._get("celery") == {"bell": 1}
