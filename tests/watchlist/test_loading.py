import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from bot.errors import ConfigError, Problem
from bot.watchlist.loading import load
from bot.watchlist.patterns import located
from bot.watchlist.remarks import remarks
from tests.small_config import PATTERN, PLACES, small_config

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "config"
BAD = ROOT / "tests" / "data" / "watchlists"

COMPLAINTS = {
    "alias": "watchlist.yaml:4: aliases (*name) are not allowed",
    "alias_bomb": "watchlist.yaml:2: aliases (*name) are not allowed",
    "bare_number_for_a_duration": "watchlist.yaml:2: incidents.gap: write a duration such as 10s",
    "channel_twice": "watchlist.yaml:4: channels.1.handle: the channel 'MOS_Sobyanin' is listed twice",
    "channel_without_keys": "watchlist.yaml:3: channels.0: must be keys with values, not 'mos_sobyanin'",
    "duplicate_key": "watchlist.yaml:3: polling: this key stands here twice",
    "empty": "watchlist.yaml: is empty",
    "handle_with_at": "watchlist.yaml:3: channels.0.handle: write the channel's name alone, without @",
    "hasty_heartbeat": "watchlist.yaml:3: channels.0.heartbeat: heartbeat must be at least 10m",
    "intervals_the_wrong_way_round": "watchlist.yaml:2: polling.min_interval: must not be longer",
    "no_version": "watchlist.yaml:1: version: is missing",
    "not_yaml": "watchlist.yaml:2: the [ that opens here is not closed; close it with ]",
    "unknown_authority": "watchlist.yaml:3: channels.0.authority: must be one of official, media, monitor",
    "unknown_key": "watchlist.yaml:2: poling: unknown key",
    "unknown_pattern": "watchlist.yaml:3: channels.0.patterns: no pattern is called 'intercepton'",
    "unknown_place": "watchlist.yaml:3: channels.0.places: no place has the code 'RU-XXX'",
    "unknown_time_zone": "watchlist.yaml:3: channels.0.timezone: is no time zone: 'Moscow'",
    "unknown_version": "watchlist.yaml:1: version: ",
    "wordy_duration": "watchlist.yaml:2: incidents.gap: write a duration such as 10s",
}

CHANNELS = "version: 1\nchannels:\n  - {handle: abcd, title: A, places: [RU-MOW], patterns: [power-outage]}\n"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return shutil.copytree(SHIPPED, tmp_path / "config")


def test_the_shipped_config_loads() -> None:
    watchlist = load(SHIPPED)

    assert len(watchlist.channels) >= 15
    assert watchlist.channel("MOS_SOBYANIN") is not None
    assert watchlist.incidents.gap == timedelta(hours=3)
    assert {"interception", "attack", "alert", "all-clear"} <= {p.id for p in watchlist.patterns}


def test_every_bad_example_has_its_complaint() -> None:
    assert {path.stem.removeprefix("bad_") for path in BAD.glob("bad_*.yaml")} == set(COMPLAINTS)


@pytest.mark.parametrize("mistake", sorted(COMPLAINTS))
def test_a_bad_watch_list_is_refused_with_file_line_and_key(tmp_path: Path, mistake: str) -> None:
    small = small_config(tmp_path / "small")
    shutil.copy(BAD / f"bad_{mistake}.yaml", small / "watchlist.yaml")

    with pytest.raises(ConfigError) as info:
        load(small)

    assert COMPLAINTS[mistake] in str(info.value)


def test_all_files_are_checked_at_once(config: Path) -> None:
    (config / "watchlist.yaml").write_text("version: 1\npoling: {}\nincidents: {gap: 3}\n")
    (config / "patterns" / "extra.yaml").write_text("id: extra\ncolour: red\n")
    (config / "places.yaml").write_text("version: one\n")

    with pytest.raises(ConfigError) as info:
        load(config)

    files = {problem.file.partition(":")[0] for problem in info.value.problems}
    assert files == {"watchlist.yaml", "extra.yaml", "places.yaml"}
    assert sum(problem.file.startswith("watchlist") for problem in info.value.problems) == 2


def test_unknown_names_are_told_beside_other_mistakes_of_the_same_file(config: Path) -> None:
    channel = "{handle: abcd, title: A, colour: red, places: [UA-99], patterns: [fires]}"
    (config / "watchlist.yaml").write_text(f"version: 1\nchannels:\n  - {channel}\n")

    with pytest.raises(ConfigError) as info:
        load(config)

    assert {problem.key for problem in info.value.problems} == {
        "channels.0.colour",
        "channels.0.places",
        "channels.0.patterns",
    }


def test_a_problem_names_the_channel_or_region_it_is_in(tmp_path: Path) -> None:
    small = small_config(tmp_path / "small")
    channel = "{handle: abcd, title: A, autority: media, places: [UA-99]}"
    (small / "watchlist.yaml").write_text(f"version: 1\nchannels:\n  - {channel}\n  - 5\n", "utf-8")
    (small / "places.yaml").write_text(f"{PLACES}    neighbours: [RU-XXX]\n", "utf-8")

    assert complaints(small) == [
        "places.yaml:6: regions.0.neighbours.0: RU-XXX is no region of this file (RU-MOW)",
        "watchlist.yaml:3: channels.0.autority: unknown key; did you mean 'authority'? (@abcd)",
        "watchlist.yaml:3: channels.0.places: no place has the code 'UA-99'; see places.yaml (@abcd)",
        "watchlist.yaml:4: channels.1: must be keys with values, not 5",
    ]


def test_a_missing_folder_says_what_to_set(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="set CONFIG_DIR"):
        load(tmp_path / "nowhere")


def test_any_change_of_the_folder_changes_its_fingerprint(tmp_path: Path) -> None:
    changed, same = small_config(tmp_path / "changed"), small_config(tmp_path / "same")
    before = load(changed).fingerprint
    path = changed / "watchlist.yaml"
    path.write_text(path.read_text("utf-8").replace("gap: 3h", "gap: 2h"), "utf-8")

    assert load(changed).fingerprint != before
    assert load(same).fingerprint == before


@pytest.mark.parametrize("mistake", [PLACES + "version: 1\n", PLACES + "colour: red\n", None])
def test_places_that_cannot_be_read_do_not_make_every_code_unknown(tmp_path: Path, mistake: str | None) -> None:
    small = small_config(tmp_path / "small")
    (small / "watchlist.yaml").write_text(CHANNELS, "utf-8")
    if mistake is None:
        (small / "places.yaml").unlink()
    else:
        (small / "places.yaml").write_text(mistake, "utf-8")

    with pytest.raises(ConfigError) as info:
        load(small)

    assert [problem.file.partition(":")[0] for problem in info.value.problems] == ["places.yaml"]


def test_a_region_listed_twice_leaves_the_codes_known_and_checked(tmp_path: Path) -> None:
    small = small_config(tmp_path / "small")
    (small / "watchlist.yaml").write_text(CHANNELS.replace("RU-MOW", "RU-XXX"), "utf-8")
    (small / "places.yaml").write_text(PLACES + PLACES.partition("regions:\n")[2], "utf-8")

    with pytest.raises(ConfigError) as info:
        load(small)

    assert [problem.key for problem in info.value.problems] == [
        "regions.1.code",
        "channels.0.places",
    ]


def test_without_any_pattern_only_that_is_told(tmp_path: Path) -> None:
    small = small_config(tmp_path / "small")
    (small / "watchlist.yaml").write_text(CHANNELS, "utf-8")
    (small / "patterns" / "power-outage.yaml").unlink()

    with pytest.raises(ConfigError) as info:
        load(small)

    assert str(info.value) == "patterns: holds no pattern; copy one from the documentation"


def test_problems_come_in_the_order_of_their_lines(tmp_path: Path) -> None:
    small = small_config(tmp_path / "small")
    channels = "".join(f"  - {{handle: channel_{number}, colour: red}}\n" for number in range(12))
    (small / "watchlist.yaml").write_text(f"version: 1\nchannels:\n{channels}", "utf-8")

    with pytest.raises(ConfigError) as info:
        load(small)

    lines = [int(problem.file.partition(":")[2]) for problem in info.value.problems]
    assert lines == sorted(lines)
    assert {2 + 1, 2 + 12} <= set(lines)


def test_problems_of_one_line_come_in_the_order_of_their_numbers() -> None:
    last, first = Problem("a.yaml:3", "evidence.10", "is wrong"), Problem("a.yaml:3", "evidence.2", "is wrong")

    assert sorted([last, first]) == [first, last]


def test_a_pattern_file_with_a_mistake_does_not_make_its_name_unknown(config: Path) -> None:
    file = config / "patterns" / "attack.yaml"
    file.write_text(file.read_text() + "colour: red\n")

    with pytest.raises(ConfigError) as info:
        load(config)

    assert [problem.file.partition(":")[0] for problem in info.value.problems] == ["attack.yaml"]


def test_a_pattern_is_called_like_its_file(tmp_path: Path) -> None:
    small = small_config(tmp_path / "small")
    file = small / "patterns" / "power-outage.yaml"
    file.write_text(PATTERN.replace("id: power-outage", "id: power-outge\ncolour: red"), "utf-8")

    with pytest.raises(ConfigError) as info:
        load(small)

    assert str(info.value).splitlines() == [
        "power-outage.yaml:1: id: must be the file's own name, 'power-outage', not 'power-outge': "
        "mend it, or rename the file to power-outge.yaml",
        "power-outage.yaml:2: colour: unknown key; remove it or mend its spelling",
    ]


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("role: reports", "role: report", "role: must be one of warns, reports, harms, ends, not 'report'"),
        ("role: reports", "role: [ends]", "role: must be one of warns, reports, harms, ends, not ['ends']"),
        ("accept: 60", "accept: many", "accept: must be a whole number, not 'many'"),
        ("accept: 60", "accept: 60.5", "accept: must be a whole number, not 60.5"),
        ("accept: 60", "accept: true", "accept: must be a whole number, not true"),
        ("accept: 60", "accept: [60]", "accept: must be a whole number"),
        ("accept: 60", "accept: 101", "accept: must be 100 or less, not 101"),
        ("review: 45", "review: 0", "review: must be 1 or more, not 0"),
        ("review: 45", "review: 61", "review: must not be above accept, which is 60"),
        ("accept: 60\nreview: 45", "accept: 40", "accept: must not be below review, which is 45"),
        (
            "evidence:\n  - {as: power, any: [blackout], points: 60}",
            "evidence: []",
            "evidence: must not be empty",
        ),
        ("points: 60", "points: lots", "evidence.0.points: must be a whole number, not 'lots'"),
        ("points: 60", "points: 60, alone: yes", "evidence.0.alone: must be true or false, not 'yes'"),
        (
            "points: 60",
            "points: 60, channel: tv",
            "evidence.0.channel: must be one of official, media, monitor, not 'tv'",
        ),
        ("en: Power cuts", "en: ''", "title.en: must not be empty"),
        ("en: Power cuts", f"en: {'a' * 81}", "title.en: must have 80 characters at most"),
        (
            "id: power-outage",
            "id: Power_Outage",
            "id: write 2 to 48 small Latin letters, digits and hyphens, a letter first, not 'Power_Outage'",
        ),
    ],
)
def test_a_bad_value_is_told_in_the_words_of_who_wrote_it(
    tmp_path: Path, right: str, wrong: str, said: str
) -> None:
    small = small_config(tmp_path / "small")
    (small / "patterns" / "power-outage.yaml").write_text(PATTERN.replace(right, wrong), "utf-8")

    with pytest.raises(ConfigError) as info:
        load(small)

    assert said in [str(problem).partition(": ")[2] for problem in info.value.problems]


def test_a_rate_of_words_must_be_a_number(tmp_path: Path) -> None:
    small = small_config(tmp_path / "small")
    (small / "watchlist.yaml").write_text("version: 1\npolling: {requests_per_second: fast}\n", "utf-8")

    with pytest.raises(ConfigError, match="requests_per_second: must be a number, not 'fast'"):
        load(small)


def test_of_an_interval_left_out_the_one_that_is_written_is_named(tmp_path: Path) -> None:
    small = small_config(tmp_path / "small")
    (small / "watchlist.yaml").write_text("version: 1\npolling:\n  max_interval: 10s\n", "utf-8")

    with pytest.raises(ConfigError) as info:
        load(small)

    assert str(info.value) == (
        "watchlist.yaml:3: polling.max_interval: must not be shorter than min_interval, which is 30s"
    )


def test_a_mistake_in_compiled_rules_is_told_with_its_line(config: Path) -> None:
    attack, shared = config / "patterns" / "attack.yaml", config / "patterns" / "_vocabulary.yaml"
    problems = [
        Problem("attack.yaml", "evidence.0.any", "is wrong"),
        Problem("_vocabulary.yaml", f"lists.{next(iter(load(config).vocabulary.lists))}", "is wrong"),
        Problem("gone.yaml", "", "is gone"),
    ]

    one, other, without = located(problems, config / "patterns")

    lines = shared.read_text().splitlines()
    assert lines[int(one.file.partition(":")[2]) - 1].strip().startswith(problems[1].key.partition(".")[2])
    assert "any" in attack.read_text().splitlines()[int(other.file.partition(":")[2]) - 1]
    assert without == problems[2]


def test_every_shipped_channel_has_a_name_for_readers_of_each_language() -> None:
    for channel in load(SHIPPED).channels.values():
        assert None not in (channel.titles.ru, channel.titles.uk), channel.handle


def test_a_name_in_a_language_that_is_not_spoken_is_refused(config: Path) -> None:
    watchlist = config / "watchlist.yaml"
    watchlist.write_text(watchlist.read_text("utf-8").replace("titles: {ru:", "titles: {fr:", 1), "utf-8")

    with pytest.raises(ConfigError, match="titles"):
        load(config)


def complaints(folder: Path) -> list[str]:
    with pytest.raises(ConfigError) as info:
        load(folder)
    return [str(problem) for problem in info.value.problems]


def with_pattern(folder: Path, right: str, wrong: str) -> Path:
    """A small folder whose pattern reads otherwise."""
    small = small_config(folder)
    (small / "patterns" / "power-outage.yaml").write_text(PATTERN.replace(right, wrong), "utf-8")
    return small


def test_a_wrong_key_hides_no_later_mistake_of_its_file(tmp_path: Path) -> None:
    small = with_pattern(tmp_path / "small", "accept: 60\nreview: 45", "accpt: 60\naccept: 40\nreview: 45")

    assert complaints(small) == [
        "power-outage.yaml:4: accpt: unknown key; did you mean 'accept'?",
        "power-outage.yaml:6: review: must not be above accept, which is 40",
    ]


def test_a_key_that_stands_twice_hides_no_later_mistake_of_its_file(tmp_path: Path) -> None:
    small = with_pattern(tmp_path / "small", "review: 45", "accept: 50\nreview: 45\nrole: harms\ncolour: red")

    assert complaints(small) == [
        "power-outage.yaml:5: accept: this key stands here twice",
        "power-outage.yaml:7: role: this key stands here twice",
        "power-outage.yaml:8: colour: unknown key; remove it or mend its spelling",
    ]


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("points: 60", "points: 60, wehn: done", "evidence.0.wehn: unknown key; did you mean 'when'?"),
        ("points: 60", "points: 60, withh: fire", "evidence.0.withh: unknown key; did you mean 'with'?"),
        ("en: Power cuts", "en: Power cuts, eng: Cuts", "title.eng: unknown key; did you mean 'en'?"),
        ("accept: 60", "accept: 60\nexample: {}", "example: unknown key; did you mean 'examples'?"),
        ("accept: 60", "accept: 60\nexamples: {text: []}", "examples.text: unknown key; did you mean 'texts'?"),
        ("accept: 60", "accept: 60\ncolour: red", "colour: unknown key; remove it or mend its spelling"),
    ],
)
def test_an_unknown_key_is_told_with_the_nearest_there_is(
    tmp_path: Path, right: str, wrong: str, said: str
) -> None:
    small = with_pattern(tmp_path / "small", right, wrong)

    assert [each.partition(": ")[2] for each in complaints(small)] == [said]


def test_the_channels_behind_a_wrong_key_are_compared_as_ever(tmp_path: Path) -> None:
    small = small_config(tmp_path / "small")
    channel = "  - {handle: abcd, title: A}\n"
    (small / "watchlist.yaml").write_text(f"version: 1\npoling: {{}}\nchannels:\n{channel * 2}", "utf-8")

    assert complaints(small) == [
        "watchlist.yaml:2: poling: unknown key; did you mean 'polling'?",
        "watchlist.yaml:5: channels.1.handle: the channel 'abcd' is listed twice",
    ]


def test_a_story_that_is_nearly_another_ones_is_refused(tmp_path: Path) -> None:
    small = with_pattern(tmp_path / "small", "role: reports", "role: reports\nstory: bridges")
    other = PATTERN.replace("id: power-outage", "id: collapse").replace("role:", "story: bridgse\nrole:")
    (small / "patterns" / "collapse.yaml").write_text(other, "utf-8")

    assert complaints(small) == [
        "collapse.yaml:3: story: no other pattern tells the story 'bridgse'; did you mean 'bridges'?",
        "power-outage.yaml:4: story: no other pattern tells the story 'bridges'; did you mean 'bridgse'?",
    ]


def test_a_story_may_be_called_like_another_pattern_or_like_nothing_else(tmp_path: Path) -> None:
    small = with_pattern(tmp_path / "small", "role: reports", "role: reports\nstory: the-grid")
    other = PATTERN.replace("id: power-outage", "id: collapse").replace("role:", "story: power-outage\nrole:")
    (small / "patterns" / "collapse.yaml").write_text(other, "utf-8")

    assert {pattern.story for pattern in load(small).patterns} == {"the-grid", "power-outage"}


@pytest.mark.parametrize("name", ["patterns/power-outage", "watchlist", "places"])
def test_a_file_whose_name_ends_otherwise_is_not_left_out_in_silence(tmp_path: Path, name: str) -> None:
    small = small_config(tmp_path / "small")
    (small / "watchlist.yaml").write_text(CHANNELS, "utf-8")
    (small / f"{name}.yaml").rename(small / f"{name}.yml")

    [complaint] = complaints(small)
    assert complaint.endswith(f"rename it to {name.rpartition('/')[2]}.yaml")
    assert ".yml" in complaint


def noted(folder: Path) -> list[Problem]:
    watchlist = load(folder)
    return remarks(watchlist.patterns, watchlist.channels.values(), watchlist.polling)


def test_what_a_pattern_leaves_out_is_remarked_on(tmp_path: Path) -> None:
    small = with_pattern(tmp_path / "small", "role: reports\n", "")
    file = small / "patterns" / "power-outage.yaml"
    file.write_text(file.read_text("utf-8").partition("must_match")[0], "utf-8")

    keys = [remark.key for remark in noted(small) if remark.file == file.name]
    assert keys == ["role", "must_match", "must_not_match"]
    assert noted(SHIPPED) == []


def test_channels_that_do_not_say_who_speaks_are_remarked_on(config: Path) -> None:
    listed = [
        "{handle: said, title: A, authority: official}",
        *(f"{{handle: left_{n}, title: B}}" for n in range(12)),
    ]
    (config / "watchlist.yaml").write_text("version: 1\nchannels:\n  - " + "\n  - ".join(listed), "utf-8")

    [remark] = noted(config)
    assert str(remark) == (
        "watchlist.yaml: authority: is left out and taken as official: write media or monitor where that is "
        f"meant ({', '.join(f'@left_{n}' for n in range(10))}, …)"
    )


def test_an_empty_watch_list_and_an_impolite_budget_are_remarked_on(config: Path) -> None:
    (config / "watchlist.yaml").write_text(
        "version: 1\nchannels: []\npolling: {requests_per_second: 500}\n", "utf-8"
    )

    assert [str(remark) for remark in noted(config)[-2:]] == [
        "watchlist.yaml: channels: is empty: nothing is read",
        "watchlist.yaml: polling.requests_per_second: is 500 for one host, which may refuse who asks so much; "
        "1 is polite",
    ]
