"""The child process of isolated.py: makes one call after another until its parent is gone.

A request is a function with its arguments, an answer a pair of a word and what belongs to it, both
pickled, after eight bytes of length.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import sys
import traceback
from contextlib import suppress
from typing import IO, Any

from .problems import Problem

_LENGTH = 8


def send(stream: IO[bytes], message: tuple[Any, ...]) -> None:
    """Write a message."""
    body = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    stream.write(len(body).to_bytes(_LENGTH, "little"))
    stream.write(body)
    stream.flush()


def receive(stream: IO[bytes]) -> Any:
    """The next message."""
    length = stream.read(_LENGTH)
    if len(length) < _LENGTH:
        raise EOFError
    return pickle.loads(stream.read(int.from_bytes(length, "little")))


def limit_memory(most: int) -> None:
    """Let what takes too much end with MemoryError instead of with the machine's memory (POSIX only)."""
    try:
        import resource
    except ImportError:
        return
    # Some systems refuse to limit what a process may address.
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def answer(function: Any, args: Any, kwargs: Any) -> tuple[str, Any]:
    """What a call gives, or how it ended."""
    try:
        return "value", function(*args, **kwargs)
    except Problem as error:
        return "error", error
    except MemoryError:
        return "memory", None
    except BaseException as error:
        return "failed", (f"{type(error).__name__}: {error}"[:200], traceback.format_exc())


def main() -> None:
    """Answer calls until stdin ends."""
    limit_memory(int(sys.argv[1]))
    seconds = int(float(sys.argv[2])) + 5
    # Ctrl-C is the parent's to deal with.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Whatever a library prints must not mix with the answers.
    stdout = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    # Millions of rows hold no cycles, and looking for them took a fifth of the time.
    gc.disable()
    while True:
        try:
            request = receive(sys.stdin.buffer)
        except EOFError:
            return
        except MemoryError:
            reply: tuple[str, Any] = ("memory", None)
        else:
            if hasattr(signal, "alarm"):
                # The parent ends a call that takes too long; this one ends it where the parent is gone.
                signal.alarm(seconds)
            reply = answer(*request)
            if hasattr(signal, "alarm"):
                signal.alarm(0)
        try:
            send(stdout, reply)
        except MemoryError:
            send(stdout, ("memory", None))


if __name__ == "__main__":
    main()
