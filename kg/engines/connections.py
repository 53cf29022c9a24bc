"""Connections on which a request has one deadline, from its first byte to the last of the answer.

The limits of an HTTP client hold for each read alone, so that a server which sends a byte a second holds it
for ever. Here what the client takes for a number of seconds is a moment of the monotonic clock, up to which
each step of a request may last.

Source: https://www.encode.io/httpcore/network-backends/ and https://www.python-httpx.org/advanced/transports/
"""

import ssl
import time
from collections.abc import Iterable, Iterator
from typing import Any, Final
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpcore
import httpx

_CHUNK_BYTES: Final = 65_536


class DeadlineTransport(httpx.BaseTransport):
    """Sends requests whose extension "timeout" holds deadlines for connect, read and write.

    What goes wrong is told as an error of httpcore.

    Args:
        url: the address of the server, for which the environment may name a proxy.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        proxy = None if proxy_bypass(parts.hostname or "") else getproxies().get(parts.scheme)
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(),
            proxy=None if proxy is None else httpcore.Proxy(proxy),
            network_backend=_Backend(),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Return the answer to a request; its body is read as it is taken."""
        answer = self._pool.handle_request(
            httpcore.Request(
                request.method,
                httpcore.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            answer.status, headers=answer.headers, stream=_Body(answer), extensions=answer.extensions
        )

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._answer.iter_stream())

    def close(self) -> None:
        self._answer.close()


class _Stream(httpcore.NetworkStream):
    """A connection whose limits are moments."""

    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _seconds_until(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for start in range(0, len(buffer), _CHUNK_BYTES):
            seconds = _seconds_until(timeout, httpcore.WriteTimeout)
            self._inner.write(buffer[start : start + _CHUNK_BYTES], seconds)

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        seconds = _seconds_until(timeout, httpcore.ConnectTimeout)
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, seconds))

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Backend(httpcore.SyncBackend):
    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        seconds = _seconds_until(timeout, httpcore.ConnectTimeout)
        return _Stream(super().connect_tcp(host, port, seconds, local_address, socket_options))


def _seconds_until(moment: float | None, late: type[httpcore.TimeoutException]) -> float | None:
    """Return how many seconds are left.

    Raises:
        TimeoutException: none are.
    """
    if moment is None:
        return None
    left = moment - time.monotonic()
    if left <= 0:
        raise late
    return left
