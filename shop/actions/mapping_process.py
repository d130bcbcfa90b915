"""Mapping rows ahead in a second process, so that reading a supplier's words and writing ours overlap.

The second process imports no Django and holds only its end of a pipe: when the first one is killed it ends by itself.
"""

import multiprocessing
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from typing import TypeAlias

from shop.rules.feeds import ReadRow, map_rows
from shop.rules.rows import RawRow, Refusal

Batch: TypeAlias = list[RawRow]
Outcome: TypeAlias = list[ReadRow | Refusal]
PATIENCE_SECONDS = 5


def mapped(batches: Iterator[Batch], toml: str, decimals: int) -> Iterator[Outcome]:
    """Every batch mapped, in order. A single batch is not worth a process.

    A thread reads what the process answers and hands it the next batch, while this one waits for the database.
    """
    first, second = next(batches, []), next(batches, None)
    if second is None:
        yield map_rows(toml, decimals, first)
        return
    with _process(toml, decimals) as pipe, ThreadPoolExecutor(1) as reader:
        pipe.send(first)
        answer = reader.submit(_exchange, pipe, second)
        for batch in batches:
            outcome = answer.result()
            answer = reader.submit(_exchange, pipe, batch)
            yield outcome
        yield answer.result()
        yield pipe.recv()


def _exchange(pipe: Connection, batch: Batch) -> Outcome:
    outcome: Outcome = pipe.recv()
    pipe.send(batch)
    return outcome


@contextmanager
def _process(toml: str, decimals: int) -> Iterator[Connection]:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, toml, decimals), daemon=True)
    process.start()
    theirs.close()
    try:
        yield ours
    finally:
        ours.close()
        process.join(PATIENCE_SECONDS)
        if process.is_alive():
            process.terminate()


def _serve(pipe: Connection, toml: str, decimals: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(EOFError, ConnectionError):
        while True:
            pipe.send(map_rows(toml, decimals, pipe.recv()))
