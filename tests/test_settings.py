from collections.abc import Callable
from pathlib import Path

import pytest

from bot.errors import ConfigError
from bot.settings import Settings, load_settings

Load = Callable[[dict[str, str]], Settings]


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def load(monkeypatch: pytest.MonkeyPatch) -> Load:
    def load(environment: dict[str, str]) -> Settings:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        return load_settings()

    return load


TOKEN = "123456789:AAbbccddeeffgghhiijjkkllmmnnooppqqr"


def test_defaults_need_nothing_but_a_token(load: Load) -> None:
    settings = load({})

    assert settings.database_url.get_secret_value() == "sqlite:///data/lookout.db"
    assert settings.telegram_api_url == "https://api.telegram.org"
    assert settings.config_dir == Path("config")
    assert settings.admin_ids == ()


def test_an_empty_variable_counts_as_absent(load: Load) -> None:
    assert load({"LOG_LEVEL": "", "ADMIN_IDS": ""}).log_level == "INFO"


def test_admin_ids_are_separated_by_commas(load: Load) -> None:
    assert load({"ADMIN_IDS": "17, 42,"}).admin_ids == (17, 42)


def test_every_bad_variable_is_named_at_once(load: Load) -> None:
    with pytest.raises(ConfigError) as info:
        load({"ADMIN_IDS": "me", "LOG_LEVEL": "loud", "DATABASE_URL": "mysql://u:hidden@h/d"})

    assert [problem.key for problem in info.value.problems] == ["DATABASE_URL", "ADMIN_IDS", "LOG_LEVEL"]
    assert "hidden" not in str(info.value)


def test_a_missing_token_is_one_sentence_that_says_what_to_do(load: Load) -> None:
    with pytest.raises(ConfigError) as info:
        load({}).require_token()

    [problem] = info.value.problems
    assert "@BotFather" in problem.message
    assert "make demo" in problem.message


def test_the_token_can_come_from_a_file(load: Load, tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text(f"{TOKEN}\n")

    token = load({"BOT_TOKEN_FILE": str(file)}).require_token()

    assert token.get_secret_value() == TOKEN


def test_an_unreadable_token_file_is_named(load: Load, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="missing cannot be read"):
        load({"BOT_TOKEN_FILE": str(tmp_path / "missing")}).require_token()


def test_a_mistyped_token_is_refused_and_never_shown(load: Load) -> None:
    with pytest.raises(ConfigError) as info:
        load({"BOT_TOKEN": "my-secret-word"}).require_token()

    assert "my-secret-word" not in str(info.value)


def test_settings_never_show_the_token(load: Load) -> None:
    assert TOKEN not in repr(load({"BOT_TOKEN": TOKEN}))


def test_each_proxy_is_one_of_a_kind_that_is_known(load: Load) -> None:
    settings = load({"TELEGRAM_API_PROXY": "http://user:hidden@proxy:3128", "TELEGRAM_WEB_PROXY": ""})

    assert settings.api_proxy == "http://user:hidden@proxy:3128"
    assert settings.web_proxy is None
    assert "hidden" not in repr(settings)
    with pytest.raises(ConfigError) as info:
        load({"TELEGRAM_API_PROXY": "proxy:3128", "TELEGRAM_WEB_PROXY": "ftp://user:hidden@proxy"})
    assert [problem.key for problem in info.value.problems] == ["TELEGRAM_API_PROXY", "TELEGRAM_WEB_PROXY"]
    assert "hidden" not in str(info.value)


def test_monitoring_is_off_unless_a_port_is_given(load: Load) -> None:
    assert load({}).monitoring_port is None
    assert load({"MONITORING_PORT": "9105"}).monitoring_port == 9105
    with pytest.raises(ConfigError, match="MONITORING_PORT"):
        load({"MONITORING_PORT": "70000"})
