"""Copies of the shipped config folder that the whole-process tests run on."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from bot.sandbox.process import IN_A_HURRY, copy_config
from bot.watchlist import strict_yaml

CONFIG = Path(__file__).parents[2] / "config"
MAYOR = "mos_sobyanin"
HANDLES = (MAYOR, "operativno31", "vorobiev_live")


def three_channels(target: Path) -> Path:
    """The shipped config with three channels, in a hurry."""
    listed = strict_yaml.read(CONFIG / "watchlist.yaml").data["channels"]
    policies = {**IN_A_HURRY, "channels": [c for c in listed if c["handle"] in HANDLES]}
    return copy_config(CONFIG, target, policies=policies)


def interceptions(config: Path) -> Path:
    """Leave one pattern in *config*."""
    for file in (config / "patterns").glob("[a-z]*.yaml"):
        if file.stem != "interception":
            file.unlink()
    edit_watchlist(config, lambda data: [channel.pop("patterns", None) for channel in data["channels"]])
    return config


def edit_watchlist(config: Path, change: Callable[[Any], object]) -> None:
    """Let *change* do its work on the data of watchlist.yaml, and write it back."""
    path = config / "watchlist.yaml"
    data = strict_yaml.read(path).data
    change(data)
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), "utf-8")
