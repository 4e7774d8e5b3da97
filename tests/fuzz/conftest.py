"""`pytest tests/fuzz --hypothesis-profile=long` tries 20,000 inputs for each of five targets; else hundreds."""

from hypothesis import HealthCheck, settings

_LENIENT = {"deadline": None, "suppress_health_check": list(HealthCheck)}

settings.register_profile("long", max_examples=20_000, **_LENIENT)  # type: ignore[arg-type]
settings.register_profile("short", max_examples=200, **_LENIENT)  # type: ignore[arg-type]
