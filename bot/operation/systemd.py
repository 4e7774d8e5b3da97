"""What systemd is told of a service of `Type=notify`: datagrams to the socket in NOTIFY_SOCKET (sd_notify(3)).

The protocol is one datagram of NAME=value lines; a library for it would be a dependency longer than this.
"""

import logging
import os
import socket
from collections.abc import Mapping
from datetime import timedelta

logger = logging.getLogger(__name__)


class Systemd:
    """The service manager that started us; without one every call does nothing."""

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        name = environment.get("NOTIFY_SOCKET", "")
        # "@" stands for the zero byte that abstract sockets begin with.
        self._address = "\0" + name[1:] if name.startswith("@") else name
        self.ping_every = _half(environment)
        """How often it wants `WATCHDOG=1`; None: it does not watch us."""

    def tell(self, **said: str | int) -> None:
        """Send one datagram, as in `tell(READY=1, STATUS="…")`. What cannot be told is no reason to end."""
        if not self._address:
            return
        lines = "\n".join(f"{name}={str(value).splitlines()[0]}" for name, value in said.items())
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
                line.setblocking(False)
                line.sendto(lines.encode(), self._address)
        except OSError as exc:
            logger.warning("systemd cannot be told error=%r", str(exc))


def _half(environment: Mapping[str, str]) -> timedelta | None:
    """Half of the time after which systemd takes us for hung, as its manual advises."""
    asked = environment.get("WATCHDOG_USEC", "")
    if not asked.isdecimal() or environment.get("WATCHDOG_PID", str(os.getpid())) != str(os.getpid()):
        return None
    return timedelta(microseconds=int(asked)) / 2 or None
