"""The environment as `Settings`: what differs between machines, and the one secret."""

from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.errors import ConfigError, Problem

_ENVIRONMENT = "environment"


class Settings(BaseSettings):
    """Read from the environment (names in upper case, see README). Nothing is read from files but the token."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True)

    bot_token: SecretStr | None = None
    bot_token_file: Path | None = None
    telegram_api_url: str = "https://api.telegram.org"
    telegram_web_url: str = "https://t.me"
    database_url: SecretStr = SecretStr("sqlite:///data/lookout.db")
    config_dir: Path = Path("config")
    admin_ids: Annotated[tuple[int, ...], NoDecode] = ()
    telegram_api_proxy: SecretStr | None = None
    telegram_web_proxy: SecretStr | None = None
    """Proxies of the Bot API and of the channel pages; secret, for an address may hold a password."""
    monitoring_port: int | None = Field(default=None, ge=1, le=65535)
    """Where `/healthz` and `/metrics` answer on 127.0.0.1; None: nowhere."""
    log_level: str = "INFO"

    @field_validator("telegram_api_url", "telegram_web_url")
    @classmethod
    def _is_http(cls, url: str) -> str:
        if not url.startswith(("http://", "https://")):
            raise ValueError("must start with http:// or https://")
        return url.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, url: SecretStr) -> SecretStr:
        if not url.get_secret_value().startswith(("sqlite:///", "postgresql://", "postgres://")):
            raise ValueError("must start with sqlite:/// or postgresql://")
        return url

    @field_validator("telegram_api_proxy", "telegram_web_proxy")
    @classmethod
    def _known_proxy(cls, proxy: SecretStr | None) -> SecretStr | None:
        scheme, colon, _ = proxy.get_secret_value().partition("://") if proxy else ("", "", "")
        if proxy and (not colon or scheme not in ("http", "https", "socks5")):
            raise ValueError("must start with http://, https:// or socks5://")
        if scheme == "socks5" and find_spec("socksio") is None:
            raise ValueError("a socks5 proxy needs the package socksio: pip install socksio")
        return proxy

    @field_validator("admin_ids", mode="before")
    @classmethod
    def _comma_separated(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        words = [word.strip() for word in value.split(",") if word.strip()]
        if bad := [word for word in words if not (word.isascii() and word.isdecimal())]:
            raise ValueError(f"must be Telegram user ids (whole numbers) with commas, not {bad[0]!r}")
        return tuple(map(int, words))

    @field_validator("log_level")
    @classmethod
    def _known_level(cls, level: str) -> str:
        known = ("DEBUG", "INFO", "WARNING", "ERROR")
        if level.upper() not in known:
            raise ValueError(f"must be one of {', '.join(known)}, not {level!r}")
        return level.upper()

    @property
    def api_proxy(self) -> str | None:
        """The proxy that leads to the Bot API; None: those of the machine, if any."""
        return self.telegram_api_proxy.get_secret_value() if self.telegram_api_proxy else None

    @property
    def web_proxy(self) -> str | None:
        """The proxy that leads to the channel pages; None: those of the machine, if any."""
        return self.telegram_web_proxy.get_secret_value() if self.telegram_web_proxy else None

    def require_token(self) -> SecretStr:
        """The bot's token. Raises `ConfigError` with what to do when there is none, or no proper one."""
        token, key = self.bot_token, "BOT_TOKEN"
        if token is None and self.bot_token_file is not None:
            key = "BOT_TOKEN_FILE"
            try:
                token = SecretStr(self.bot_token_file.read_text("utf-8").strip())
            except (OSError, UnicodeDecodeError) as exc:
                reason = getattr(exc, "strerror", None) or "is not text"
                raise _refusal(key, f"{self.bot_token_file} cannot be read: {reason}") from exc
        if token is None or not token.get_secret_value():
            message = (
                "no bot token: ask @BotFather for one, then set BOT_TOKEN or BOT_TOKEN_FILE; "
                "to try Lookout without a token, run `make demo`"
            )
            raise _refusal("BOT_TOKEN", message)
        if not _is_token_shaped(token.get_secret_value()):
            # The value itself is never shown: a mistyped secret is still a secret.
            raise _refusal(key, "is no bot token; @BotFather's look like 123456789:AA… with a colon")
        return token


def _is_token_shaped(token: str) -> bool:
    number, colon, secret = token.partition(":")
    return bool(colon) and number.isdecimal() and len(secret) >= 10 and not any(map(str.isspace, token))


def _refusal(key: str, message: str) -> ConfigError:
    return ConfigError([Problem(_ENVIRONMENT, key, message)])


def load_settings() -> Settings:
    """Read the process's environment. Raises `ConfigError` naming each bad variable."""
    try:
        return Settings()
    except ValidationError as exc:
        problems = []
        for error in exc.errors(include_url=False, include_input=False):
            context = error.get("ctx", {}).get("error")
            key = str(error["loc"][0]).upper()
            problems.append(Problem(_ENVIRONMENT, key, str(context or error["msg"])))
        raise ConfigError(problems) from exc
