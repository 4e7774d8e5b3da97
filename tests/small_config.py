"""The smallest config folder that works, for tests that change it."""

PLACES = """\
version: 1
regions:
  - code: RU-MOW
    name: {ru: Москва, uk: Москва, en: Moscow}
    at: [55.75, 37.62]
"""
PATTERN = """\
id: power-outage
title: {ru: Отключения света, uk: Відключення світла, en: Power cuts}
role: reports
accept: 60
review: 45
evidence:
  - {as: power, any: [blackout], points: 60}
must_match: [Blackout in the city.]
must_not_match: [The sky is clear.]
"""
