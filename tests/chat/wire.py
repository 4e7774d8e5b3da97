"""Telegram at the wire: the real library runs, only its network is ours. Answers can be queued."""

import json
from collections import defaultdict, deque
from typing import Any, Final

import httpx
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

ME = {"id": 42, "is_bot": True, "first_name": "Lookout", "username": "lookout_test_bot"} | {
    "supports_inline_queries": True
}

_RIGHTS = (
    *("be_edited", "manage_chat", "delete_messages", "manage_video_chats", "restrict_members"),
    *("promote_members", "change_info", "invite_users", "post_stories", "edit_stories", "delete_stories"),
)
_GIFTS = (*("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"),)
STANDING: dict[str, dict[str, Any]] = {
    "creator": {"is_anonymous": False},
    "administrator": {f"can_{right}": False for right in _RIGHTS} | {"is_anonymous": False},
    "kicked": {"until_date": 0},
}
"""What Telegram adds to a member's status."""

PICTURES = ("sendPhoto", "editMessageMedia")

Params = dict[str, Any]
ANSWER_LOST: Final = TimedOut()
ANSWER_LOST.__cause__ = httpx.ReadTimeout("lost")


class Wire(BaseRequest):
    """Answers like the Bot API and remembers what it was asked."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, Params]] = []
        self.members: dict[tuple[int, int], str] = {}
        self.rooms: dict[str | int, Params] = {}
        """What getChat says of a chat, by its name."""
        self._next_id = 100
        self._photos = 0
        self._others: set[tuple[int, int]] = set()
        """Messages of people, by chat and number."""
        self._keyboards: dict[tuple[int, int], Any] = {}
        """The buttons of each message of the bot's, by chat and number."""
        self._queued: defaultdict[str, deque[tuple[int, Params] | Exception]] = defaultdict(deque)

    def answer_next(self, method: str, status: int, description: str = "", **parameters: Any) -> None:
        """The next call of *method* is refused with *status*."""
        answer: Params = {"ok": False, "error_code": status, "description": description}
        if parameters:
            answer["parameters"] = parameters
        self._queued[method].append((status, answer))

    def break_next(self, method: str, cause: httpx.HTTPError) -> None:
        """The next call of *method* meets *cause* in the HTTP client, wrapped as the library wraps it."""
        kind: NetworkError = (
            TimedOut() if isinstance(cause, httpx.TimeoutException) else NetworkError(f"httpx: {cause}")
        )
        kind.__cause__ = cause
        self._queued[method].append(kind)

    def lose_next(self, method: str) -> None:
        """The next call of *method* is obeyed, and its answer is lost."""
        self._queued[method].append(ANSWER_LOST)

    def asked(self, method: str) -> list[Params]:
        """The parameters of each call of *method*."""
        return [params for name, params in self.calls if name == method]

    @property
    def sent(self) -> list[Params]:
        """Every message sent, oldest first."""
        kinds = ("sendMessage", "sendPhoto", "sendDocument")
        return [params for name, params in self.calls if name in kinds]

    @property
    def read_timeout(self) -> float:
        return 1

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        name = url.rsplit("/", 1)[-1]
        params = dict(request_data.parameters) if request_data else {}
        self.calls.append((name, params))
        if self._queued[name]:
            queued = self._queued[name].popleft()
            if queued is ANSWER_LOST:
                self._result(name, params)
            if isinstance(queued, Exception):
                raise queued
            return queued[0], json.dumps(queued[1]).encode()
        if name == "getChat" and params["chat_id"] not in self.rooms:
            refused = {"ok": False, "error_code": 400, "description": "Bad Request: chat not found"}
            return 400, json.dumps(refused).encode()
        if name == "editMessageReplyMarkup" and (refusal := self._refusal(params)):
            return 400, json.dumps(
                {"ok": False, "error_code": 400, "description": f"Bad Request: {refusal}"}
            ).encode()
        return 200, json.dumps({"ok": True, "result": self._result(name, params)}).encode()

    @property
    def newest(self) -> int:
        """The highest number that a message was given."""
        return self._next_id

    def write(self, chat_id: int) -> None:
        """Somebody writes into a chat, and the bot does not hear it."""
        self._next_id += 1
        self._others.add((chat_id, self._next_id))

    def arrive(self, params: Params) -> None:
        """A message whose call was broken arrives after all."""
        self._result("sendMessage", params)

    def buttons(self, chat_id: int, message_id: int) -> Any:
        """The buttons a message of the bot's has now."""
        return self._keyboards.get((chat_id, message_id))

    def _photo(self) -> Params:
        self._photos += 1
        number = f"photo-{self._photos}"
        return {"file_id": number, "file_unique_id": number, "width": 1140, "height": 600}

    def _refusal(self, params: Params) -> str | None:
        key = (params["chat_id"], params["message_id"])
        if key in self._others:
            return "message can't be edited"
        if key not in self._keyboards:
            return "message to edit not found"
        return "message is not modified" if self._keyboards[key] == params.get("reply_markup") else None

    def _result(self, name: str, params: Params) -> Any:
        match name:
            case "getMe":
                return ME
            case (
                "sendMessage"
                | "editMessageText"
                | "sendPhoto"
                | "sendDocument"
                | "editMessageMedia"
                | "editMessageReplyMarkup"
            ):
                self._next_id += name.startswith("send")
                chat_id, number = params["chat_id"], params.get("message_id", self._next_id)
                self._keyboards[chat_id, number] = params.get("reply_markup")
                chat = {"id": chat_id, "type": "private" if chat_id > 0 else "supergroup"}
                message = {"message_id": number, "date": 0, "chat": chat}
                return message | ({"photo": [self._photo()]} if name in PICTURES else {})
            case "getChatMember":
                status = self.members.get((params["chat_id"], params["user_id"]), "member")
                user = {"id": params["user_id"], "is_bot": False, "first_name": "Ann"}
                return {"status": status, "user": user} | STANDING.get(status, {})
            case "getChat":
                return (
                    self.rooms[params["chat_id"]]
                    | {"accent_color_id": 0, "max_reaction_count": 11}
                    | {"accepted_gift_types": dict.fromkeys(_GIFTS, False)}
                )
            case "getChatAdministrators":
                return [
                    self._result("getChatMember", {"chat_id": chat_id, "user_id": user_id})
                    for (chat_id, user_id), status in self.members.items()
                    if chat_id == params["chat_id"] and status in ("creator", "administrator")
                ]
        return True
