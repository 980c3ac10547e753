"""The settings: one frozen struct, read from defaults, a TOML file, the environment and flags, in rising order.

Every field carries its help text, which `rootnode doctor` and docs/guide/settings.md show. All problems are reported at
once, each with its source and its remedy.
"""

import difflib
import ipaddress
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal, TypeAlias
from urllib.parse import urlencode, urlsplit

import msgspec
from msgspec import Meta

PREFIX: Final = "ROOTNODE_"
FILE_NAME: Final = "rootnode.toml"
LOOPBACK_NAMES: Final = ("localhost", "127.0.0.1", "::1")
# environment variables of ours that are not settings of the server
_NOT_SETTINGS: Final = frozenset({"CONFIG", "URL", "TOKEN", "FAILPOINT"})
_SIZES: Final = {"": 1, "B": 1, "KIB": 1 << 10, "MIB": 1 << 20, "GIB": 1 << 30, "TIB": 1 << 40}
_SIZE: Final = re.compile(r"(\d+)\s*([a-zA-Z]*)\Z")

_ADDRESSES: Final = {
    "database_url": (("postgresql", "postgres"), "postgresql://USER:PASSWORD@HOST/DATABASE"),
    "series_url": (("clickhouse", "clickhouses", "chdb"), "clickhouse://USER:PASSWORD@HOST:8123/DATABASE"),
    "blobs_url": (("s3",), "s3://BUCKET/PREFIX"),
    "public_url": (("http", "https"), "https://rootnode.example.com"),
    "s3_endpoint": (("http", "https"), "https://s3.example.com"),
}

MIB: Final = 1 << 20
Size: TypeAlias = Annotated[int, Meta(ge=1024, le=1 << 50, extra={"unit": "bytes"})]
Names: TypeAlias = tuple[str, ...]


def _help(text: str, *, secret: bool = False) -> Meta:
    return Meta(description=text, extra={"secret": True} if secret else None)


def _range(least: int, most: int, text: str) -> Meta:
    return Meta(ge=least, le=most, description=text)


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """How one server runs. Build it with `load_settings`; tests may build it by hand."""

    data: Annotated[Path, _help("Folder that holds everything Rootnode stores on this machine.")]
    host: Annotated[str, _help("Address to listen on. 127.0.0.1 is reachable from this machine only.")] = "127.0.0.1"
    port: Annotated[int, _range(0, 65535, "Port to listen on; 0 lets the system choose a free one.")] = 7700
    public_url: Annotated[
        str, _help("Address that people type, for links in messages and the cookie's flags; empty means http://HOST:PORT.")
    ] = ""
    allowed_hosts: Annotated[
        Names,
        _help("Further host names under which requests are accepted, besides localhost, `host` and that of `public_url`."),
    ] = ()
    trusted_proxies: Annotated[
        Names, _help("Addresses or networks of proxies whose X-Forwarded-* and X-Request-Id headers are believed.")
    ] = ()

    database_url: Annotated[
        str, _help("postgresql://... for PostgreSQL 15 or newer; empty means a SQLite file in `data`.", secret=True)
    ] = ""
    series_url: Annotated[
        str, _help("clickhouse://... for ClickHouse (experimental); empty means a DuckDB file in `data`.", secret=True)
    ] = ""
    blobs_url: Annotated[
        str, _help("s3://BUCKET/PREFIX for S3, with the AWS_* variables of the environment; empty means a folder in `data`.", secret=True)
    ] = ""
    s3_endpoint: Annotated[str, _help("Address of the S3 service; empty means AWS.")] = ""
    s3_region: Annotated[str, _help("Region of the bucket.")] = "us-east-1"
    writer_threads: Annotated[int, _range(1, 64, "Threads, each with a connection, that write to PostgreSQL. SQLite always has one.")] = 6
    reader_threads: Annotated[int, _range(1, 64, "Threads, each with a connection, that read from the database.")] = 4
    job_threads: Annotated[int, _range(1, 32, "Threads that work off background jobs.")] = 2
    flush_ms: Annotated[int, _range(10, 10_000, "Pause in milliseconds between two moves of logged points into the series store.")] = 100

    json_body_limit: Annotated[Size, _help("Largest JSON body of an ordinary request.")] = 2 * MIB
    ingest_body_limit: Annotated[Size, _help("Largest body of a request that logs points, before and after decompression.")] = 32 * MIB
    upload_body_limit: Annotated[Size, _help("Largest uploaded file.")] = 1 << 40
    argon2_concurrency: Annotated[int, _range(1, 64, "Passwords hashed at the same time; each takes 64 MiB while it runs.")] = 2
    session_days: Annotated[int, _range(1, 3650, "Days without use that end a sign-in; three times as many end it anyway.")] = 30
    sign_in_per_account: Annotated[int, _range(1, 100_000, "Failed sign-ins per minute for one account before 429.")] = 10
    sign_in_per_address: Annotated[int, _range(1, 100_000, "Failed sign-ins per minute from one address before 429.")] = 20

    log_level: Annotated[Literal["debug", "info", "warning", "error"], _help("Least level of log lines that are written.")] = "info"
    log_format: Annotated[Literal["json", "text"], _help("json: one object per line; text: for a person's eyes.")] = "json"
    drain_seconds: Annotated[int, _range(0, 8, "Seconds that running requests get to finish when the server is told to stop.")] = 5

    @property
    def sqlite_path(self) -> Path:
        """Where the SQLite file lies when `database_url` is empty."""
        return self.data / "rootnode.db"

    @property
    def bucket(self) -> str:
        """Where bytes are kept, with the endpoint and region; empty for the folder."""
        if not self.blobs_url or "?" in self.blobs_url:
            return self.blobs_url
        options = {"endpoint": self.s3_endpoint, "region": self.s3_region}
        return f"{self.blobs_url}?{urlencode({name: value for name, value in options.items() if value})}"

    @property
    def hosts(self) -> frozenset[str]:
        """Every host name, lower case and without port, under which requests are accepted."""
        public = urlsplit(self.public_url).hostname if self.public_url else None
        names = {*LOOPBACK_NAMES, *self.allowed_hosts, self.host, public or "localhost"}
        return frozenset(name.lower() for name in names)

    @property
    def secure(self) -> bool:
        """Whether people reach the server over TLS, so that cookies can insist on it."""
        return self.public_url.startswith("https://")


class SettingProblem(msgspec.Struct, frozen=True):
    """One thing wrong: the setting, where its value came from, what is wrong, and what to do."""

    name: str
    source: str
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.name} ({self.source}): {self.what} {self.remedy}"


class SettingsInvalid(Exception):
    """The settings cannot be used. `problems` lists every one of them."""

    def __init__(self, problems: list[SettingProblem]) -> None:
        super().__init__("Rootnode cannot start with these settings:\n" + "\n".join(f"  - {problem}" for problem in problems))
        self.problems = problems


class Setting(msgspec.Struct, frozen=True):
    """One field of `Settings`, for the help, the documentation and `doctor`."""

    name: str
    help: str
    type: Any
    default: Any
    secret: bool
    bytes: bool

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return PREFIX + self.name.upper()


def all_settings() -> list[Setting]:
    """Every setting in the order of the documentation."""
    found = []
    for field in msgspec.structs.fields(Settings):
        metas = [meta for meta in getattr(field.type, "__metadata__", ()) if isinstance(meta, Meta)]
        extra = {key: value for meta in metas for key, value in (meta.extra or {}).items()}
        text = next((meta.description for meta in metas if meta.description), "")
        default = default_data() if field.name == "data" else field.default
        found.append(Setting(field.name, text, field.type, default, bool(extra.get("secret")), extra.get("unit") == "bytes"))
    return found


def default_data(environ: Mapping[str, str] | None = None) -> Path:
    """Where data lies when nobody says otherwise: the XDG data folder of whoever runs the server."""
    base = (os.environ if environ is None else environ).get("XDG_DATA_HOME", "")
    return (Path(base) if base else Path.home() / ".local" / "share") / "rootnode"


def load_settings(
    overrides: Mapping[str, Any] | None = None, *, environ: Mapping[str, str] | None = None, config: Path | None = None
) -> Settings:
    """The settings from file, environment and `overrides` (flags; None means not given).

    `config` names the TOML file; else `ROOTNODE_CONFIG` does, else `rootnode.toml` in the data folder is read if it is
    there. Raises SettingsInvalid with every problem found.
    """
    env = os.environ if environ is None else environ
    flags = {name: value for name, value in (overrides or {}).items() if value is not None}
    problems: list[SettingProblem] = []
    given: dict[str, tuple[Any, str]] = {}
    given.update(_from_file(_config_file(flags, env, config), named=bool(config or env.get(PREFIX + "CONFIG")), problems=problems))
    given.update(_from_environment(env, problems))
    given.update({name: (value, f"flag --{name.replace('_', '-')}") for name, value in flags.items()})
    values = dict(_checked(given, problems))
    values["data"] = Path(values.get("data", default_data(env))).expanduser().absolute()
    problems += _across(values, given)
    if problems:
        raise SettingsInvalid(problems)
    return Settings(**values)


def _config_file(flags: Mapping[str, Any], env: Mapping[str, str], config: Path | None) -> Path:
    named = config or env.get(PREFIX + "CONFIG")
    if named:
        return Path(named).expanduser()
    return Path(flags.get("data") or env.get(PREFIX + "DATA") or default_data(env)).expanduser() / FILE_NAME


def _from_file(path: Path, *, named: bool, problems: list[SettingProblem]) -> dict[str, tuple[Any, str]]:
    source = f"file {path}"
    try:
        read = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        if named:
            problems.append(
                SettingProblem("config", source, "There is no such file.", "Correct --config or ROOTNODE_CONFIG, or create it.")
            )
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        problems.append(SettingProblem("config", source, f"It cannot be read as TOML ({error}).", "Correct the file."))
        return {}
    if "data" in read and not named:
        what = "The file in the data folder cannot say where the data folder is."
        problems.append(SettingProblem("data", source, what, "Remove the line; use --data or ROOTNODE_DATA."))
        del read["data"]
    if "data" in read and isinstance(read["data"], str):
        read["data"] = str(path.parent / Path(read["data"]).expanduser())
    known = {setting.name for setting in all_settings()}
    problems += [SettingProblem(name, source, "There is no such setting.", _meant(name, known)) for name in read if name not in known]
    return {name: (value, source) for name, value in read.items() if name in known}


def _from_environment(env: Mapping[str, str], problems: list[SettingProblem]) -> dict[str, tuple[Any, str]]:
    """Only a near miss of a setting is a problem: other programs may use variables that start with ours."""
    known = {setting.name for setting in all_settings()}
    found: dict[str, tuple[Any, str]] = {}
    for variable in sorted(env):
        name = variable.removeprefix(PREFIX).lower()
        if not variable.startswith(PREFIX) or name.upper() in _NOT_SETTINGS:
            continue
        source = f"environment variable {variable}"
        if name in known:
            found[name] = (env[variable], source)
        elif difflib.get_close_matches(name, known, cutoff=0.8):
            problems.append(SettingProblem(name, source, "There is no such setting.", _meant(name, known)))
    return found


def _meant(name: str, known: set[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return f"Did you mean '{near[0]}'?" if near else "Remove it; docs/guide/settings.md lists them all."


def _checked(given: Mapping[str, tuple[Any, str]], problems: list[SettingProblem]) -> Iterator[tuple[str, Any]]:
    for setting in all_settings():
        if setting.name not in given:
            continue
        value, source = given[setting.name]
        try:
            yield setting.name, _convert(setting, value)
        except (ValueError, msgspec.ValidationError) as error:
            shown = "The value" if setting.secret else f"'{value}'"
            remedy = f"Correct it, or remove it to use {setting.default!r}." if setting.default not in ("", ()) else "Correct or remove it."
            problems.append(SettingProblem(setting.name, source, f"{shown} cannot be used ({str(error).rstrip('.')}).", remedy))


def _convert(setting: Setting, value: Any) -> Any:
    if setting.type.__origin__ == Names and isinstance(value, str):
        value = tuple(part.strip() for part in value.split(",") if part.strip())
    elif setting.bytes and isinstance(value, str):
        value = _bytes(value)
    if setting.name in ("data", "host") and not str(value).strip():
        raise ValueError("it is empty")
    return msgspec.convert(value, setting.type, strict=not isinstance(value, str), dec_hook=lambda kind, raw: kind(raw))


def _bytes(text: str) -> int:
    match = _SIZE.match(text.strip())
    if match is None or match[2].upper() not in _SIZES:
        raise ValueError("a size is a whole number of bytes, or one followed by KiB, MiB, GiB or TiB")
    return int(match[1]) * _SIZES[match[2].upper()]


def _across(values: Mapping[str, Any], given: Mapping[str, tuple[Any, str]]) -> Iterator[SettingProblem]:
    """What a type alone cannot say."""
    for name, what, remedy in (*_bad_addresses(values), *_bad_hosts(values)):
        yield SettingProblem(name, given[name][1] if name in given else "default", what, remedy)


def _bad_addresses(values: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for name, (schemes, example) in _ADDRESSES.items():
        value = values.get(name)
        if value and not _is_url(value, schemes):
            starts = " or ".join(f"{scheme}://" for scheme in schemes)
            yield name, f"It is not an address that starts with {starts}.", f"Write {example}."
        elif value and name == "public_url" and urlsplit(value).path not in ("", "/"):
            yield name, "It has a path, but Rootnode lives at the root of its host.", "Remove the path."


def _bad_hosts(values: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for network in values.get("trusted_proxies", ()):
        if not _is_network(network):
            yield "trusted_proxies", f"'{network}' is neither an address nor a network.", "Write for example 10.0.0.2 or 10.0.0.0/8."
    for name in values.get("allowed_hosts", ()):
        if not re.fullmatch(r"[A-Za-z0-9.:-]+", name) or (":" in name and not _is_network(name)):
            yield "allowed_hosts", f"'{name}' is not a host name.", "Write names without port, path or wildcard."


def _is_url(value: str, schemes: tuple[str, ...]) -> bool:
    try:
        parts = urlsplit(value)
        return parts.scheme in schemes and bool(parts.netloc or parts.scheme == "chdb") and not re.search(r"\s", value)
    except ValueError:
        return False


def _is_network(value: str) -> bool:
    try:
        ipaddress.ip_network(value, strict=False)
    except ValueError:
        return False
    return True
