"""What a run of the torture test calls a repeat, and how it explains one."""

from typing import Any

from bot.sandbox.views import Call
from tests.whole.torture.history import NOTE, History, Row

ANN, GROUP, MOVED = 600_001, -5_007, -1_001_000_000_008
SENT = "Higher figure: 12"
GONE = {"status": 400, "description": "Bad Request: message to edit not found"}


class Record:
    """A record that grows call by call."""

    def __init__(self) -> None:
        self.calls: list[Call] = []

    def add(self, method: str, row: int, *, chat: int = ANN, incident: int = 4, **fields: Any) -> Call:
        """The next call, about an incident."""
        details = {"status": 200, "accepted": True, **fields}
        params = details.pop("params", {})
        code = f"1:snz:{incident}:m{row}"
        params["reply_markup"] = {"inline_keyboard": [[{"text": "Snooze", "callback_data": code}]]}
        number = len(self.calls) + 1
        self.calls.append(Call(number, float(number), method, chat_id=chat, params=params, **details))
        return self.calls[-1]

    def news(self, row: int, message: int, text: str = SENT, *, marked: bool = False, **fields: Any) -> Call:
        """News is sent, as a reply to the card."""
        words = {"text": f"{text}\n{NOTE}" if marked else text, "reply_parameters": {"message_id": 1}}
        return self.add("sendMessage", row, message_id=message, params=words, **fields)

    def card(self, row: int, message: int, text: str, **fields: Any) -> Call:
        """A card is sent."""
        return self.add("sendMessage", row, message_id=message, params={"text": text}, **fields)

    def ask(self, row: int, number: int, **fields: Any) -> Call:
        """Whether the message with that *number* is the row's."""
        answer = {"accepted": False, "params": {"message_id": number}, **fields}
        return self.add("editMessageReplyMarkup", row, **answer)


def ended(row: int, message: int) -> dict[int, Row]:
    return {row: Row("sent", message, None)}


def test_news_that_had_arrived_and_was_never_found_is_told_again() -> None:
    record = Record()
    record.news(9, 50, status=0)
    again = record.news(9, 51, "Higher figure: 14", marked=True)
    history = History(record.calls, ended(9, 51))

    assert [told.call for told in history.repeated] == [again]
    assert history.marked_in_vain == []


def test_news_that_says_it_may_be_a_repeat_where_nothing_had_arrived_is_none() -> None:
    record = Record()
    record.news(9, 0, accepted=False, status=502)
    again = record.news(9, 50, marked=True)
    history = History(record.calls, ended(9, 50))

    assert history.repeated == []
    assert [told.call for told in history.marked_in_vain] == [again]


def test_a_message_is_told_before_even_if_another_row_took_its_place() -> None:
    record = Record()
    record.news(9, 50, status=0)
    record.news(12, 51, "Higher figure: 14", marked=True)

    assert len(History(record.calls, ended(12, 51)).repeated) == 1


def test_what_the_bot_learned_of_is_not_told_again_by_later_news() -> None:
    found = {"status": 400, "description": "Bad Request: message is not modified: the same"}
    record = Record()
    record.news(9, 50, status=0)
    record.ask(9, 50, **found)
    record.news(12, 0, "Damage", accepted=False, status=500)
    record.news(12, 51, "Damage", marked=True)

    assert History(record.calls, ended(12, 51)).repeated == []


def test_the_same_words_are_a_repeat_without_any_mark_too() -> None:
    record = Record()
    record.news(9, 50)
    record.news(12, 51)
    record.card(13, 52, "A card", chat=GROUP)
    record.card(13, 53, "A card that shows more", chat=GROUP)

    assert len(History(record.calls, ended(9, 50) | ended(12, 51)).repeated) == 2


def test_a_group_that_became_a_supergroup_is_one_chat_for_news_and_two_for_cards() -> None:
    record = Record()
    record.card(8, 49, "A card", chat=GROUP)
    record.news(9, 50, chat=GROUP, status=0)
    record.card(10, 1, "A card", chat=MOVED)
    again = record.news(9, 2, chat=MOVED)
    history = History(record.calls, ended(9, 2) | ended(8, 49) | ended(10, 1), moved={MOVED: GROUP})

    assert [told.call for told in history.repeated] == [again]


def test_a_repeat_is_unlike_what_was_told_before_an_earlier_repeat() -> None:
    record = Record()
    record.news(9, 50, status=0)
    record.news(9, 51, marked=True)
    record.news(12, 0, "Damage", accepted=False, status=0)
    record.news(12, 52, "Damage", marked=True)
    history = History(record.calls, ended(9, 51) | ended(12, 52))

    assert [told.row for told in history.repeated] == [9]
    assert [told.row for told in history.marked_in_vain] == [12]


def test_a_mark_that_was_taken_off_is_counted() -> None:
    record = Record()
    record.news(9, 0, accepted=False, status=0)
    record.news(9, 50, marked=True)
    record.news(12, 51, "Damage", marked=True)
    record.add("editMessageText", 9, message_id=50, params={"text": SENT})

    assert [told.row for told in History(record.calls, {}).corrected] == [9]


def test_an_explanation_tells_the_calls_in_doubt_the_kills_what_was_asked_and_the_bots_words() -> None:
    record = Record()
    record.news(7, 48, "First figure")
    record.news(9, 50, status=0)
    record.ask(9, 49, **GONE)
    record.news(9, 51, marked=True)
    log = [
        "INFO looked for outbox_id=9 above=48 asked=[49]: it is not where it should be",
        "INFO about another outbox_id=91",
    ]
    history = History(record.calls, ended(9, 51) | ended(7, 48), kills=[2], log=log)
    [told] = history.repeated

    assert history.explained(told).splitlines() == [
        "request 4: news of 4 in 600001, marked, row 9, message 51",
        "    before it: request 2 for row 9, taken as message 50, status 0",
        "    killed after request 2",
        "    asked in request 3 whether it is 49: message to edit not found",
        "    row 9 ended as Row(status='sent', message_id=51, error=None)",
        "    INFO looked for outbox_id=9 above=48 asked=[49]: it is not where it should be",
    ]
