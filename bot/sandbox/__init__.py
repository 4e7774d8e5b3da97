"""A local Telegram on loopback, for the demo and the tests; the bot itself never imports it."""

from bot.sandbox.api import TOKEN
from bot.sandbox.client import ControlError, SandboxClient
from bot.sandbox.server import Sandbox, run_sandbox
from bot.sandbox.views import Call, Event, Shown

__all__ = [
    "TOKEN",
    "Call",
    "ControlError",
    "Event",
    "Sandbox",
    "SandboxClient",
    "Shown",
    "run_sandbox",
]
