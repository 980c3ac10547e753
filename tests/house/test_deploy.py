"""The files in `deploy/` name settings, commands and paths that exist, and hold what a deployment must not lack."""

import fnmatch
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import msgspec
import pytest
import typer
from typer.core import TyperGroup

from house.source import REPOSITORY
from rootnode.cli.commands import app
from rootnode.config import Settings

DEPLOY = REPOSITORY / "deploy"
GUIDE = [*(REPOSITORY / "docs/guide").glob("*.md"), REPOSITORY / "README.md"]
TEXTS = sorted(path for path in [*DEPLOY.rglob("*"), *GUIDE] if path.is_file())
SETTING = re.compile(r"ROOTNODE_([A-Z0-9_]+)")
COMMAND = re.compile(r"(?:`|bin/| \$ |&& |; |^|rootnode )rootnode ((?:[a-z-]+ ?){1,2})", re.MULTILINE)


def commands() -> set[str]:
    """Every command as it is typed, groups too."""
    root = typer.main.get_command(app)
    assert isinstance(root, TyperGroup)
    found = set()
    for name, command in root.commands.items():
        found |= {name} | {f"{name} {inner}" for inner in getattr(command, "commands", {})}
    return found


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_settings_and_commands_exist(path: Path) -> None:
    text = path.read_text()
    known = {field.name.upper() for field in msgspec.structs.fields(Settings)} | {"CONFIG", "URL", "TOKEN"}
    for name in SETTING.findall(text):
        if not name.startswith(("KILLS", "SOAK")):  # of the tests
            assert name in known, name
    there = commands()
    for found in COMMAND.findall(text):
        words = found.split()
        assert words[0] in there, found
        if len(words) > 1 and f"{words[0]} {words[1]}" not in there:
            assert not any(each.startswith(f"{words[0]} ") for each in there), found


def test_the_image_runs_as_nobody_special_and_copies_what_is_there() -> None:
    text = (DEPLOY / "Containerfile").read_text()
    final = text.rpartition("\nFROM ")[2]
    for needed in ("USER rootnode", "VOLUME /data", "HEALTHCHECK", "/health", 'ENTRYPOINT ["rootnode"]', "STOPSIGNAL SIGTERM"):
        assert needed in final
    assert "--require-hashes" in text
    copied = [source for line in re.findall(r"^COPY (?!--from)(.+)$", text, re.MULTILINE) for source in line.split()[:-1]]
    for source in copied:
        assert "*" in source or (REPOSITORY / source).exists(), source
    for needed in wanted_by_the_wheel():
        assert any(fnmatch.fnmatch(needed, source) or needed.startswith(source) for source in copied), needed


def wanted_by_the_wheel() -> list[str]:
    """Every file and folder that pyproject.toml names for it."""
    told = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())
    wheel = told["tool"]["hatch"]["build"]["targets"]["wheel"]
    return [
        told["project"]["readme"],
        *told["project"]["license-files"],
        *(f"{one}/" for one in wheel["packages"]),
        *wheel["force-include"],
    ]


def test_the_proxies_pass_sockets_and_large_uploads_and_compress_answers() -> None:
    nginx = (DEPLOY / "proxy/nginx.conf").read_text()
    for needed in (
        "client_max_body_size 0;",
        "proxy_request_buffering off;",
        "$http_upgrade;",
        "ssl_certificate ",
        "X-Forwarded-Proto $scheme",
        "gzip_types      application/json;",
    ):
        assert needed in nginx
    assert nginx.count("{") == nginx.count("}")
    caddy = (DEPLOY / "proxy/Caddyfile").read_text()
    assert "flush_interval -1" in caddy
    assert "encode zstd gzip" in caddy


@pytest.mark.skipif(shutil.which("nginx") is None or shutil.which("openssl") is None, reason="nginx or openssl is not installed")
def test_nginx_takes_its_configuration(tmp_path: Path) -> None:
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=rootnode.example.com"]
    subprocess.run([*make, "-keyout", tmp_path / "privkey.pem", "-out", tmp_path / "fullchain.pem"], check=True, capture_output=True)
    site = (DEPLOY / "proxy/nginx.conf").read_text().replace("/etc/letsencrypt/live/rootnode.example.com", str(tmp_path))
    assert str(tmp_path) in site
    (tmp_path / "site.conf").write_text(site)
    around = f"pid {tmp_path}/pid; error_log {tmp_path}/log; events {{}} http {{ access_log off; include {tmp_path}/site.conf; }}"
    (tmp_path / "nginx.conf").write_text(around)
    done = subprocess.run(["nginx", "-t", "-c", tmp_path / "nginx.conf"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(shutil.which("caddy") is None, reason="caddy is not installed")
def test_caddy_takes_its_configuration(tmp_path: Path) -> None:
    home = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    check = ["caddy", "validate", "--adapter", "caddyfile", "--config", str(DEPLOY / "proxy/Caddyfile")]
    done = subprocess.run(check, env=home, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_the_services_are_well_formed(tmp_path: Path) -> None:
    units = []
    for path in sorted((DEPLOY / "systemd").iterdir()):
        unit = tmp_path / path.name
        unit.write_text(path.read_text().replace("/opt/rootnode/bin/rootnode", "/bin/true"))
        units.append(str(unit))
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True, check=False)
    ours = [line for line in done.stderr.splitlines() if str(tmp_path) in line or "rootnode" in line]
    assert (done.returncode, ours) == (0, [])
