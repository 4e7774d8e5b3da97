"""One polite GET of an HTML page with every bound on it: size, time, type, no redirect followed."""

import asyncio
import ipaddress
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from importlib.metadata import PackageNotFoundError, metadata

import httpx2

from bot.errors import SourceError
from bot.sources.pace import Pace
from bot.values import ChannelState

MAX_BYTES = 8 * 2**20
TOTAL_SECONDS = 20.0

_HTML = ("text/html", "application/xhtml+xml")
_LONGEST_WAIT = 86_400.0
_REFUSALS = (
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.UNAVAILABLE_FOR_LEGAL_REASONS,
)


class Redirected(SourceError):
    """The host pointed elsewhere; `url` is where, made absolute."""

    def __init__(self, url: httpx2.URL) -> None:
        super().__init__(f"redirected to {url.host}{url.path[:100]}")
        self.url = url


class Fetcher:
    """Fetches pages of one host. Keeps no cookies and follows no redirect.

    `pace` is asked before every request. `now` is the wall clock, for dates in Retry-After.
    """

    def __init__(
        self,
        base_url: str,
        pace: Pace,
        *,
        proxy: str | None = None,
        transport: httpx2.AsyncBaseTransport | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        total_seconds: float = TOTAL_SECONDS,
    ) -> None:
        self._pace = pace
        self._now = now
        self._total_seconds = total_seconds
        self._base = httpx2.URL(base_url.rstrip("/") + "/")
        self._client = httpx2.AsyncClient(
            headers={
                "User-Agent": user_agent(),
                "Accept": "text/html",
                "Accept-Encoding": "gzip",
                "Accept-Language": "en",
            },
            proxy=proxy,
            transport=transport,
            timeout=total_seconds,
            follow_redirects=False,
            # A proxy set for the machine is for the internet, not for a stand-in on this machine.
            trust_env=not _is_loopback(self._base.host),
            limits=httpx2.Limits(max_keepalive_connections=2),
        )

    async def close(self) -> None:
        await self._client.aclose()

    async def get(self, path: str, **query: str) -> bytes:
        """The page's bytes. Raises SourceError with a sentence, Redirected for a redirect.

        A connection that breaks is tried once more: about one in 25 does, and a request for a page is
        safe to repeat.
        """
        try:
            return await self._once(path, query)
        except (httpx2.NetworkError, httpx2.RemoteProtocolError):
            pass
        except httpx2.HTTPError as exc:
            raise _unreachable(exc) from exc
        try:
            return await self._once(path, query)
        except httpx2.HTTPError as exc:
            raise _unreachable(exc) from exc

    async def _once(self, path: str, query: dict[str, str]) -> bytes:
        await self._pace.turn()
        url = self._base.join(path)
        try:
            async with asyncio.timeout(self._total_seconds):
                async with self._client.stream("GET", url, params=query or None) as response:
                    self._client.cookies.clear()
                    self._judge(response)
                    body = await _read(response)
        except TimeoutError as exc:
            message = f"no complete answer within {self._total_seconds:g} s"
            raise SourceError(message, state=ChannelState.SLOW) from exc
        self._pace.well()
        return body

    def _judge(self, response: httpx2.Response) -> None:
        """Raise unless this is a page worth reading."""
        status = response.status_code
        if response.has_redirect_location:
            try:
                raise Redirected(response.request.url.join(response.headers["location"]))
            except httpx2.InvalidURL as exc:
                raise SourceError("redirected to an address that is none") from exc
        if status != HTTPStatus.OK:
            asked = retry_after(response.headers.get("retry-after"), self._now())
            if status in _REFUSALS or asked is not None:
                asked = self._pace.hold(asked)
            refused = status in _REFUSALS
            state = ChannelState.BLOCKED if refused else ChannelState.UNREACHABLE
            raise SourceError(_sentence(status, asked), retry_after=asked, state=state)
        kind = response.headers.get("content-type", "").split(";")[0].strip().lower()
        if kind not in _HTML:
            message = f"answered with {kind[:60] or 'something unnamed'} instead of a page"
            raise SourceError(message, state=ChannelState.BROKEN_PAGE)
        # Only gzip was asked for, and only its decoder is known to keep to small pieces.
        coding = response.headers.get("content-encoding", "identity").strip().lower()
        if coding not in ("gzip", "identity"):
            message = f"answered in the encoding {coding[:60]}, which was not asked for"
            raise SourceError(message, state=ChannelState.BROKEN_PAGE)


def retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds that a Retry-After header asks for (number or date), at most a day; None if it says nothing."""
    if value is None:
        return None
    if value.strip().isascii() and value.strip().isdigit():
        return min(float(value), _LONGEST_WAIT)
    try:
        at = parsedate_to_datetime(value)
        seconds = (at.replace(tzinfo=at.tzinfo or UTC) - now).total_seconds()
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(seconds, 0.0), _LONGEST_WAIT)


def user_agent() -> str:
    """Who we are, honestly: name, version and, where the package names one, the project's address."""
    try:
        package = metadata("lookout-bot")
    except PackageNotFoundError:
        return "Lookout"
    address = next((entry.split(",")[-1].strip() for entry in package.get_all("Project-URL") or ()), "")
    return f"Lookout/{package['Version']} ({f'+{address}' if address else 'lookout-bot'})"


async def _read(response: httpx2.Response) -> bytes:
    """The body, read piece by piece and refused above the cap on *decompressed* bytes."""
    body = bytearray()
    async for piece in response.aiter_bytes():
        body += piece
        if len(body) > MAX_BYTES:
            message = f"the page is larger than {MAX_BYTES // 2**20} MB"
            raise SourceError(message, state=ChannelState.BROKEN_PAGE)
    return bytes(body)


def _sentence(status: int, wait: float | None) -> str:
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return f"too many requests for the host (429); waiting {wait:.0f} s"
    if status == HTTPStatus.FORBIDDEN:
        return f"the host refuses us (403); waiting {wait:.0f} s"
    if status == HTTPStatus.UNAVAILABLE_FOR_LEGAL_REASONS:
        return f"the host is not allowed to answer us (451); waiting {wait:.0f} s"
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return f"the host has a fault of its own ({status})"
    return f"unexpected answer ({status})"


def _unreachable(exc: httpx2.HTTPError) -> SourceError:
    if isinstance(exc, httpx2.TimeoutException):
        return SourceError("the host did not answer in time", state=ChannelState.SLOW)
    if isinstance(exc, httpx2.DecodingError):
        message = "the page is damaged: it can not be decompressed"
        return SourceError(message, state=ChannelState.BROKEN_PAGE)
    if isinstance(exc, httpx2.ProxyError):
        return SourceError("the proxy refuses or does not answer")
    if isinstance(exc, httpx2.ConnectError):
        return SourceError("no connection to the host")
    return SourceError("the connection broke off")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
