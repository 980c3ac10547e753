"""Settings: where they come from, which wins, and that every problem is reported at once."""

import re
from pathlib import Path

import pytest

from rootnode import config
from rootnode.config import Settings, SettingsInvalid, all_settings, load_settings

GUIDE = Path(__file__).parents[1] / "docs" / "guide" / "settings.md"


def test_defaults_need_nothing(tmp_path: Path) -> None:
    settings = load_settings({"data": str(tmp_path)}, environ={})
    assert settings == Settings(data=tmp_path)
    assert (settings.host, settings.port) == ("127.0.0.1", 7700)


def test_the_data_folder_defaults_to_the_xdg_one(tmp_path: Path) -> None:
    assert load_settings(environ={"XDG_DATA_HOME": str(tmp_path)}).data == tmp_path / "rootnode"


def test_flags_beat_environment_beats_file(tmp_path: Path) -> None:
    (tmp_path / "rootnode.toml").write_text('port = 1\nhost = "file"\nlog_level = "error"\n')
    environ = {"ROOTNODE_DATA": str(tmp_path), "ROOTNODE_PORT": "2", "ROOTNODE_HOST": "environment"}
    settings = load_settings({"port": 3, "host": None}, environ=environ)
    assert (settings.port, settings.host, settings.log_level) == (3, "environment", "error")


def test_a_named_file_may_say_where_the_data_is(tmp_path: Path) -> None:
    named = tmp_path / "elsewhere.toml"
    named.write_text('data = "here"\n')
    assert load_settings(environ={"ROOTNODE_CONFIG": str(named)}).data == tmp_path / "here"
    assert load_settings(environ={}, config=named).data == tmp_path / "here"


def test_lists_and_sizes_are_read_from_text(tmp_path: Path) -> None:
    environ = {"ROOTNODE_ALLOWED_HOSTS": "a.example, B.example", "ROOTNODE_JSON_BODY_LIMIT": "3 MiB", "ROOTNODE_UPLOAD_BODY_LIMIT": "4096"}
    settings = load_settings({"data": tmp_path}, environ=environ)
    assert settings.allowed_hosts == ("a.example", "B.example")
    assert {"a.example", "b.example", "localhost", "127.0.0.1"} <= settings.hosts
    assert (settings.json_body_limit, settings.upload_body_limit) == (3 << 20, 4096)


def test_the_public_address_names_a_host_and_decides_over_tls(tmp_path: Path) -> None:
    settings = load_settings({"data": tmp_path}, environ={"ROOTNODE_PUBLIC_URL": "https://Root.example:8443"})
    assert settings.secure
    assert "root.example" in settings.hosts


BAD = {
    "ROOTNODE_PORT": "70000",
    "ROOTNODE_LOG_LEVEL": "loud",
    "ROOTNODE_DATABASE_URL": "mysql://somebody:hush@host/db",
    "ROOTNODE_SERIES_URL": "duckdb://x",
    "ROOTNODE_BLOBS_URL": "/srv/blobs",
    "ROOTNODE_PUBLIC_URL": "https://example.com/under/a/path",
    "ROOTNODE_ALLOWED_HOSTS": "fine.example,https://not.fine",
    "ROOTNODE_TRUSTED_PROXIES": "10.0.0.0/8,proxy",
    "ROOTNODE_JSON_BODY_LIMIT": "much",
    "ROOTNODE_UPLOAD_BODY_LIMIT": "1",
    "ROOTNODE_DRAIN_SECONDS": "9",
    "ROOTNODE_HOST": " ",
}


def test_all_problems_are_reported_at_once_with_source_and_remedy(tmp_path: Path) -> None:
    (tmp_path / "rootnode.toml").write_text("prot = 1\nsession_days = 'soon'\n")
    with pytest.raises(SettingsInvalid) as caught:
        load_settings({"data": tmp_path}, environ={**BAD, "ROOTNODE_DATABASE": "x"})
    named = {problem.name for problem in caught.value.problems}
    assert named == {name.removeprefix("ROOTNODE_").lower() for name in BAD} | {"database", "prot", "session_days"}
    for problem in caught.value.problems:
        assert problem.remedy
        assert problem.what
        assert str(tmp_path) in problem.source or problem.source.startswith("environment variable ROOTNODE_")
    assert "Did you mean 'port'?" in str(caught.value)


@pytest.mark.parametrize("variable", BAD)
def test_each_bad_value_is_caught_alone(tmp_path: Path, variable: str) -> None:
    with pytest.raises(SettingsInvalid) as caught:
        load_settings({"data": tmp_path}, environ={variable: BAD[variable]})
    assert [problem.name for problem in caught.value.problems] == [variable.removeprefix("ROOTNODE_").lower()]


def test_secrets_are_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(SettingsInvalid) as caught:
        load_settings({"data": tmp_path}, environ={"ROOTNODE_DATABASE_URL": "mysql://somebody:hush@host/db"})
    assert "hush" not in str(caught.value)


def test_a_flag_is_named_as_one(tmp_path: Path) -> None:
    with pytest.raises(SettingsInvalid, match="flag --port"):
        load_settings({"data": tmp_path, "port": -1}, environ={})


@pytest.mark.parametrize("text", ["port = ", "port = 1\nport = 2", "\xff\xfe"])
def test_a_file_that_is_no_toml_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "rootnode.toml").write_bytes(text.encode("latin-1"))
    with pytest.raises(SettingsInvalid, match=r"rootnode\.toml"):
        load_settings({"data": tmp_path}, environ={})


def test_a_named_file_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(SettingsInvalid, match="no such file"):
        load_settings({"data": tmp_path}, environ={}, config=tmp_path / "none.toml")


def test_the_file_inside_the_data_folder_cannot_move_it(tmp_path: Path) -> None:
    (tmp_path / "rootnode.toml").write_text('data = "/elsewhere"\n')
    with pytest.raises(SettingsInvalid, match="cannot say where"):
        load_settings({"data": tmp_path}, environ={})


def test_variables_of_other_programs_are_left_alone(tmp_path: Path) -> None:
    environ = {"ROOTNODE_URL": "http://x", "ROOTNODE_TOKEN": "t", "ROOTNODE_FAILPOINT": "x:kill", "ROOTNODE_BENCH_THINGS": "1"}
    assert load_settings({"data": tmp_path}, environ=environ) == Settings(data=tmp_path)


def test_every_setting_has_help_and_its_heading_in_the_guide() -> None:
    text = GUIDE.read_text("utf-8")
    sections = {match[1]: match[2] for match in re.finditer(r"^### `(\w+)`\n(.*?)(?=^##|\Z)", text, re.MULTILINE | re.DOTALL)}
    settings = all_settings()
    assert sorted(sections) == sorted(setting.name for setting in settings)
    for setting in settings:
        assert setting.help.endswith("."), setting.name
        assert f"`{setting.variable}`" in sections[setting.name]
        assert "Default:" in sections[setting.name]
        if isinstance(setting.default, int) and not setting.bytes:
            assert f"`{setting.default}`" in sections[setting.name], setting.name


def test_every_setting_is_used() -> None:
    sources = [path.read_text("utf-8") for path in Path(config.__file__).parent.rglob("*.py") if path != Path(config.__file__)]
    derived = {"allowed_hosts": "hosts", "s3_endpoint": "bucket", "s3_region": "bucket"}
    unused = [each.name for each in all_settings() if not any(re.search(rf"settings\.{each.name}\b", text) for text in sources)]
    assert [name for name in unused if name not in derived] == []
