"""A card shows what the archive knows around its incident."""

from tests.pipeline.conftest import MAYOR, Desk

BELGOROD = "Под Белгородом сбит беспилотник. На крыле надпись «С любовью жителям». Пострадавших нет."
DOWNED_TWO = "Силами ПВО уничтожены два беспилотника, летевшие на Москву."


async def test_what_happened_elsewhere_within_hours_stands_on_the_card(desk: Desk) -> None:
    number = await desk.post(BELGOROD, handle="operativno31")
    desk.wait(hours=5)
    await desk.post(DOWNED_TWO)
    desk.wait(minutes=1)
    await desk.deliver()

    first, second = desk.messages()
    assert "earlier" not in first["text"]
    assert "↪️ 5 h earlier, Belgorod region: 1 drone downed · an inscription" in second["text"]
    assert f"https://t.me/operativno31/{number}" in str(second["entities"])


async def test_how_rare_it_is_here_stands_on_the_card_once_the_archive_is_old_enough(desk: Desk) -> None:
    await desk.post(DOWNED_TWO)
    desk.wait(minutes=1)
    await desk.deliver()
    desk.wait(days=23)
    await desk.post(DOWNED_TWO)
    desk.wait(minutes=1)
    await desk.deliver()

    cards = [message["text"] for message in desk.messages() if MAYOR in message["text"]]
    assert "here" not in cards[0]
    assert "📅 First here in 23 days" in cards[-1]
