"""Addresses that people paste: what sort of thing each leads to, and a title that can be read. Nothing is fetched."""

import re
from collections.abc import Callable
from typing import Final
from urllib.parse import SplitResult, parse_qsl, unquote, urlencode, urlsplit

import msgspec

from rootnode.graph.fields import TEXT
from rootnode.kit.errors import Invalid

SCHEMES: Final = ("http", "https", "s3", "gs", "az", "abfs", "abfss", "hf", "ssh", "git")
_BUCKETS: Final = ("s3", "gs", "az", "abfs", "abfss", "hf")
_SSH: Final = re.compile(r"(?P<user>[\w.-]+)@(?P<host>[\w.-]+):(?P<path>[^\s/][^\s]*)\Z")
_TRACKING: Final = re.compile(r"(utm_\w+|fbclid|gclid|mc_eid)\Z")
_DOCUMENT: Final = re.compile(r"\.(pdf|md|docx?|pptx?|xlsx?|odt|txt|ipynb|html?)\Z", re.IGNORECASE)
_STORAGE: Final = re.compile(
    r"(^|\.)s3[.-].*amazonaws\.com\Z|(^|\.)s3\.amazonaws\.com\Z|storage\.(googleapis|cloud\.google)\.com\Z|\.blob\.core\.windows\.net\Z"
    r"|\.r2\.cloudflarestorage\.com\Z"
)
_ID: Final = re.compile(r"[-_]?[0-9a-f]{32}\Z|[-_]?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")

_HOSTS: Final[dict[str, tuple[str, ...]]] = {
    "repository": ("github", "gitlab", "bitbucket", "codeberg", "gitea", "git", "huggingface"),
    "dashboard": (
        "grafana", "kibana", "datadoghq", "wandb", "mlflow", "tensorboard", "neptune", "comet", "clear", "prometheus", "superset",
        "metabase", "looker", "lookerstudio", "tableau", "newrelic", "sentry", "honeycomb", "databricks", "dash0", "splunk",
    ),
    "channel": ("slack", "teams", "discord", "mattermost", "zulipchat", "zulip", "matrix", "element", "rocketchat", "webex"),
    "design": ("figma", "miro", "excalidraw", "whimsical", "lucid", "sketch", "penpot", "framer", "drawio", "diagrams"),
    "document": ("docs", "notion", "confluence", "atlassian", "sharepoint", "overleaf", "arxiv", "wiki", "paper", "coda", "readthedocs"),
}  # fmt: skip
"""Words in the name of a host, and what it keeps. The first sort that has one of them it is."""
_CHATS: Final = ("discord.gg", "t.me")
_BRANDS: Final = {"datadoghq": "Datadog", "wandb": "W&B", "mlflow": "MLflow", "tensorboard": "TensorBoard", "docs": "Google Docs"}


class Address(msgspec.Struct, frozen=True):
    """An address as it is kept, what sort of thing it leads to, a title, and the form under which it is one."""

    url: str
    category: str
    title: str
    same: str


def addresses_in(text: str, most: int) -> list[Address]:
    """The addresses in a text, one a line or parted by blanks, each once. Raises Invalid naming the line of what is none."""
    found: dict[str, Address] = {}
    for number, line in enumerate(text.splitlines(), 1):
        for word in (piece.strip("<>,;\"'`") for piece in line.split()):
            if word in ("", "-", "*", "\u2022"):
                continue
            address = _address(word, number)
            found.setdefault(address.same, address)
    if not found:
        raise Invalid("There is no address in what was pasted. Paste one or several, one a line.", where="text")
    if len(found) > most:
        raise Invalid(f"These are {len(found)} addresses; at most {most} are taken at once. Paste the others afterwards.", where="text")
    return list(found.values())


def _address(word: str, line: int) -> Address:
    """One address. Raises Invalid."""
    shown = word if len(word) <= 60 else f"{word[:57]}..."
    if match := _SSH.match(word):
        word = f"ssh://{match['user']}@{match['host']}/{match['path']}"
    try:
        url = urlsplit(word)
        host, port, password = url.hostname, url.port, url.password
    except ValueError:
        raise Invalid(f"Line {line}: '{shown}' is no address that can be read.", where="text", line=line) from None
    if url.scheme.lower() not in SCHEMES or not host:
        known = "https://, s3://, gs://, az://, hf:// or ssh://"
        raise Invalid(f"Line {line}: '{shown}' is no address. One starts with {known}.", where="text", line=line)
    if password is not None:
        raise Invalid(
            f"Line {line}: the address holds a password. Take it out; everybody in the project would see it.", where="text", line=line
        )
    if len(word) > TEXT:
        raise Invalid(f"Line {line}: the address is {len(word):,} characters long; at most {TEXT:,} are kept.", where="text", line=line)
    category = category_of(url)
    return Address(word, category, title_of(url, category), same_as(url, host, port))


def same_as(url: SplitResult, host: str, port: int | None) -> str:
    """The form under which two addresses are one: without the case of the host, a last slash, .git, and what only counts visitors."""
    scheme = "https" if url.scheme.lower() in ("http", "https", "ssh", "git") else url.scheme.lower()
    at = f":{port}" if port and port not in (22, 80, 443) else ""
    query = urlencode([(name, value) for name, value in parse_qsl(url.query, keep_blank_values=True) if not _TRACKING.match(name)])
    path = url.path.rstrip("/").removesuffix(".git")
    return f"{scheme}://{host.removeprefix('www.')}{at}{path}{f'?{query}' if query else ''}{f'#{url.fragment}' if url.fragment else ''}"


def same_form(url: str) -> str:
    """`same_as` of an address that is kept; itself where it cannot be read."""
    try:
        parts = urlsplit(url)
        return same_as(parts, parts.hostname or "", parts.port)
    except ValueError:
        return url


def category_of(url: SplitResult) -> str:
    """What sort of thing an address leads to, by its scheme, host and path."""
    host, path = (url.hostname or "").removeprefix("www."), url.path
    if url.scheme.lower() in _BUCKETS or _STORAGE.search(host) or (host.endswith("console.aws.amazon.com") and path.startswith("/s3/")):
        return "bucket"
    if url.scheme.lower() in ("ssh", "git") or path.rstrip("/").endswith(".git") or "/_git/" in path:
        return "repository"
    if host in _CHATS:
        return "channel"
    words = set(re.split(r"[.-]", host))
    if "atlassian" in words and not path.startswith("/wiki"):
        return "other"
    for category, names in _HOSTS.items():
        if words & set(names):
            return category
    return "document" if _DOCUMENT.search(path) else "other"


def title_of(url: SplitResult, category: str) -> str:
    """A title that can be read: owner/name, bucket/path, a page's name, else the host and where on it."""
    parts = [unquote(part) for part in url.path.split("/") if part]
    host = (url.hostname or "").removeprefix("www.")
    title = _TITLES[category](host, parts, url) if category in _TITLES else ""
    return (title or _plain(host, parts))[:200]


def _repository(host: str, parts: list[str], _url: SplitResult) -> str:
    if "huggingface" in host and parts[:1] in (["datasets"], ["spaces"]):
        parts = parts[1:]
    if len(parts) < 2:
        return ""
    owner, name, rest = parts[0], parts[1], parts[2:]
    if "_git" in parts:
        place = parts.index("_git")
        owner, name, rest = parts[max(0, place - 1)], (parts[place + 1 :] or [""])[0], []
    elif "gitlab" in host and "-" not in parts:
        owner, name, rest = "/".join(parts[:-1]), parts[-1], []
    title = f"{owner}/{name.removesuffix('.git')}"
    rest = [part for part in rest if part != "-"]
    if rest[:1] in (["issues"], ["pull"], ["pulls"], ["merge_requests"]) and len(rest) > 1:
        return f"{title} #{rest[1]}"
    if rest[:1] in (["blob"], ["tree"]) and len(rest) > 2:
        return f"{title}: {'/'.join(rest[2:])}"
    return f"{title}: {'/'.join(rest)}" if rest else title


def _bucket(host: str, parts: list[str], url: SplitResult) -> str:
    if url.scheme.lower() in _BUCKETS:
        return "/".join([url.username or host, *parts]) if "@" not in url.netloc else "/".join([url.username or "", *parts])
    if "console.aws" in host:
        return "/".join(parts[2:])
    first = re.match(r"(.+?)\.(s3[.-]|s3\.|blob\.core)", host)
    return "/".join([first[1], *parts] if first else parts)


def _dashboard(host: str, parts: list[str], url: SplitResult) -> str:
    if "wandb" in host and len(parts) >= 2:
        return f"{parts[0]}/{parts[1]}"
    if "d" in parts and len(parts) > parts.index("d") + 2:  # Grafana: /d/<id>/<name>
        return _words(parts[parts.index("d") + 2])
    if "experiments" in url.fragment:
        return f"{_brand(host)}: {url.fragment.strip('/')}"
    return f"{_brand(host)}: {_words(parts[-1])}" if parts else _brand(host)


def _channel(host: str, parts: list[str], _url: SplitResult) -> str:
    if "teams" in host and "channel" in parts and len(parts) > parts.index("channel") + 2:
        return _words(parts[parts.index("channel") + 2])
    if "channels" in parts and "discord" not in host and len(parts) > parts.index("channels") + 1:
        return f"#{parts[parts.index('channels') + 1]}"
    where = "" if host.split(".", maxsplit=1)[0] in ("app", "slack", "discord", "teams") else f" of {host.split('.', maxsplit=1)[0]}"
    return f"{_brand(host)}{where}: {parts[-1]}" if parts else f"{_brand(host)}{where}"


def _design(host: str, parts: list[str], _url: SplitResult) -> str:
    if "figma" in host and len(parts) >= 3:
        return _words(parts[2])
    return f"{_brand(host)}: {_words(parts[-1])}" if parts else _brand(host)


def _document(host: str, parts: list[str], _url: SplitResult) -> str:
    if host == "docs.google.com":
        kind = {"document": "document", "spreadsheets": "spreadsheet", "presentation": "slides"}.get((parts or [""])[0], "file")
        return f"Google {kind} {parts[2][:8]}" if len(parts) > 2 else f"Google {kind}"
    if "arxiv" in host and parts:
        return f"arXiv {parts[-1].removesuffix('.pdf')}"
    return _words(parts[-1]) if parts else ""


_TITLES: Final[dict[str, Callable[[str, list[str], SplitResult], str]]] = {
    "repository": _repository,
    "bucket": _bucket,
    "dashboard": _dashboard,
    "channel": _channel,
    "design": _design,
    "document": _document,
}


def _words(part: str) -> str:
    """A piece of a path as words: without an id at its end, an extension kept."""
    text = re.sub(r"[-_+]+", " ", _ID.sub("", part)).strip()
    return text[:1].upper() + text[1:] if text else part


def _brand(host: str) -> str:
    """The maker's name, from the host."""
    words = re.split(r"[.-]", host)
    known = next((word for word in words for names in _HOSTS.values() if word in names), None)
    name = known or (words[-2] if len(words) > 1 else host)
    return _BRANDS.get(name, name.capitalize())


def _plain(host: str, parts: list[str]) -> str:
    return f"{host}/{'/'.join(parts)}" if parts else host
