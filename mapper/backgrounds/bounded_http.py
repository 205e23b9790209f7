"""HTTP with an end: one fetch, with all that it is sent on to, has so much time and so many bytes.

The time limit of a socket is one between bytes. A server that sends a byte now and then – in the head, in the length of
a piece, behind the last piece, in the body of a redirect – would hold a reader for days, and one that sends on and on
in such a place would fill the memory.
"""

import http.client
import io
import socket
import time
import urllib.request
from typing import Any


class Bound:
    """What is left of one fetch's time and bytes; ``silent_s`` is how long it may be without a byte."""

    def __init__(self, whole_s: float, silent_s: float, most_bytes: int) -> None:
        self._end, self._silent_s, self._left_bytes = time.monotonic() + whole_s, silent_s, most_bytes

    def wait_s(self) -> float:
        """How long may be waited now. TimeoutError where there is no time left."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError("an answer without end")
        return min(left, self._silent_s)

    def took(self, count: int) -> None:
        """So many bytes have come. OSError where they are too many."""
        self._left_bytes -= count
        if self._left_bytes < 0:
            raise OSError("an answer without end")


class _Coming(io.RawIOBase):
    """What comes from a socket, within a bound."""

    def __init__(self, source: socket.socket, bound: Bound) -> None:
        self._socket, self._bound = source, bound
        self._bytes = source.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._socket.settimeout(self._bound.wait_s())
        count: int | None = self._bytes.readinto(buffer)
        self._bound.took(count or 0)
        return count

    def close(self) -> None:
        self._bytes.close()
        super().close()


def opener(bound: Bound, *handlers: urllib.request.BaseHandler) -> urllib.request.OpenerDirector:
    """Opens addresses (http, https) within a bound, for one fetch."""

    class Answer(http.client.HTTPResponse):
        def __init__(self, sock: socket.socket, *args: Any, **named: Any) -> None:
            super().__init__(sock, *args, **named)
            unbound, self.fp = self.fp, io.BufferedReader(_Coming(sock, bound))
            unbound.close()

    class Plain(http.client.HTTPConnection):
        response_class = Answer

        def connect(self) -> None:
            self.timeout = bound.wait_s()
            super().connect()

    class Secured(http.client.HTTPSConnection):
        response_class = Answer

        def connect(self) -> None:
            self.timeout = bound.wait_s()
            super().connect()

    class PlainHandler(urllib.request.HTTPHandler):
        def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
            return self.do_open(Plain, req)

    class SecuredHandler(urllib.request.HTTPSHandler):
        def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
            return self.do_open(Secured, req)

    return urllib.request.build_opener(PlainHandler, SecuredHandler, *handlers)
