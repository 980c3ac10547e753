"""Every command, its flags and their help. What a command does lies in the module that it imports."""

# late: a command imports what it runs, so that each starts quickly

import importlib.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, Final, TypeAlias

import typer

app = typer.Typer(
    name="rootnode",
    help="Scope, plan, build, ship and watch machine learning work in one place.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
user = typer.Typer(help="People who may sign in.", no_args_is_help=True)
project = typer.Typer(help="Projects.", no_args_is_help=True)
token = typer.Typer(help="Tokens with which programs call Rootnode.", no_args_is_help=True)
backup = typer.Typer(help="Backups: made while the server runs, verified by restoring them.", no_args_is_help=True)
app.add_typer(backup, name="backup")
app.add_typer(user, name="user")
app.add_typer(project, name="project")
app.add_typer(token, name="token")

Data: TypeAlias = Annotated[Path | None, typer.Option(help="Data folder. Default: ROOTNODE_DATA, or ~/.local/share/rootnode.")]
Config: TypeAlias = Annotated[Path | None, typer.Option(help="TOML file with settings. Default: rootnode.toml in the data folder.")]

USAGE: Final = 2


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on. Default: 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on; 0 takes a free one. Default: 7700.")] = None,
    public_url: Annotated[str | None, typer.Option(help="Address that people type, where it is not this machine's own.")] = None,
    data: Data = None,
    config: Config = None,
) -> None:
    """Run the server until it is told to stop (Ctrl-C or SIGTERM)."""
    with _plain_errors():
        settings = _settings(config, data=data, host=host, port=port, public_url=public_url)
        from rootnode.cli.server.serving import serve as run

        run(settings)


@app.command()
def doctor(
    mend: Annotated[bool, typer.Option("--mend", help="First put counts of items right that are not what there is.")] = False,
    data: Data = None,
    config: Config = None,
) -> None:
    """Show versions, settings, stores and free disk, and each problem with its remedy. Ends with 1 when there is one."""
    if mend:
        _administer("recount", config, data)
    with _plain_errors():
        from rootnode.cli.server.doctor import run

        raise typer.Exit(run({"data": data}, config))


@user.command("create")
def user_create(
    email: Annotated[str, typer.Argument(help="E-mail address, with which the person signs in.")],
    role: Annotated[str, typer.Option(help="owner, admin, member or guest.")] = "member",
    name: Annotated[str | None, typer.Option(help="Name shown to others. Default: what stands before the @.")] = None,
    password_stdin: Annotated[bool, typer.Option("--password-stdin", help="Read the password from standard input.")] = False,
    data: Data = None,
    config: Config = None,
) -> None:
    """Make an account. One that is there already is left as it is."""
    password = _password(from_stdin=password_stdin)
    _administer("user create", config, data, email=email, role=role, name=name, password=password)


@user.command("password")
def user_password(
    email: Annotated[str, typer.Argument(help="E-mail address of the account.")],
    password_stdin: Annotated[bool, typer.Option("--password-stdin", help="Read the password from standard input.")] = False,
    data: Data = None,
    config: Config = None,
) -> None:
    """Set a new password for somebody who is locked out, and end their sessions."""
    password = _password(from_stdin=password_stdin)
    _administer("user password", config, data, email=email, password=password)


@project.command("create")
def project_create(
    name: Annotated[str, typer.Argument(help="Name shown to people.")],
    key: Annotated[str, typer.Option(help="2 to 12 letters and digits, such as FRAUD; part of every item's number.")],
    data: Data = None,
    config: Config = None,
) -> None:
    """Make a project that everybody in the workspace may see. One that is there already is left as it is."""
    _administer("project create", config, data, name=name, key=key)


@token.command("create")
def token_create(
    project: Annotated[str, typer.Option(help="Key of the project that the token is for.")],
    permissions: Annotated[str, typer.Option(help="Words from read, write, ingest, with commas.")] = "read,write,ingest",
    name: Annotated[str, typer.Option(help="What the token is for, shown in the list of tokens.")] = "Made on the command line",
    days: Annotated[int | None, typer.Option(help="Days until it expires. Default: never.", min=1)] = None,
    data: Data = None,
    config: Config = None,
) -> None:
    """Make a token for a project and print it, and nothing else. It is never shown again."""
    _administer("token create", config, data, project=project, permissions=permissions, name=name, days=days)


@app.command()
def example(
    first: Annotated[bool, typer.Option("--first", help="Only if there is no project yet; otherwise do nothing.")] = False,
    remove: Annotated[bool, typer.Option("--remove", help="Take the example away for good, with its runs, files and people.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before removing.")] = False,
    quick: Annotated[bool, typer.Option("--quick", help="Train two epochs instead of thirty: the same runs, but worse.")] = False,
    python: Annotated[Path | None, typer.Option(help="Python with mlflow and scikit-learn. Default: that of example/.venv.")] = None,
    data: Data = None,
    config: Config = None,
) -> None:
    """Tell an example against the running server, so that there is something to look at: a real training, a played planning history."""
    if remove:
        if not yes:
            typer.confirm("Remove the example for good, with its runs, files and people?", abort=True)
        _administer("example remove", config, data)
        return
    with _plain_errors():
        settings = _settings(config, data=data)
        from rootnode.cli.server.example import run

        raise typer.Exit(run(settings, python, first=first, quick=quick))


Folder: TypeAlias = Annotated[Path, typer.Argument(help="Folder of the backup.")]
Expected: TypeAlias = Annotated[str, typer.Option("--sha256", help="SHA-256 that was printed when it was made; another one is refused.")]


@backup.command("create")
def backup_create(
    folder: Folder,
    without_points: Annotated[
        bool, typer.Option("--without-points", help="Also where the points of runs are in ClickHouse, which you back up by its own means.")
    ] = False,
    data: Data = None,
    config: Config = None,
) -> None:
    """Back up everything of one moment into a folder that is not there yet, while the server runs or not."""
    with _plain_errors():
        settings = _settings(config, data=data)
        from rootnode.cli.server.backups import make

        raise typer.Exit(make(settings, folder, without_points=without_points))


@backup.command("verify")
def backup_verify(
    folder: Folder,
    scratch: Annotated[Path | None, typer.Option(help="Folder with room for what is restored for a moment.")] = None,
    expected: Expected = "",
    data: Data = None,
    config: Config = None,
) -> None:
    """Check every file of a backup and restore it for real into a temporary place, which is removed again."""
    with _plain_errors():
        settings = _settings(config, data=data)
        from rootnode.cli.server.backups import prove

        raise typer.Exit(prove(settings, folder, scratch, expected))


@backup.command("restore")
def backup_restore(folder: Folder, expected: Expected = "", data: Data = None, config: Config = None) -> None:
    """Restore a backup into an empty data folder, database and bucket. One that is damaged is named and changes nothing."""
    with _plain_errors():
        settings = _settings(config, data=data)
        from rootnode.cli.server.backups import bring_back

        raise typer.Exit(bring_back(settings, folder, expected))


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(help="Folder to write, which is not there yet.")],
    project: Annotated[str, typer.Option(help="Key of one project. Default: all.")] = "",
    data: Data = None,
    config: Config = None,
) -> None:
    """Write everything as files that need no Rootnode: Markdown, JSON, CSV, Parquet, and the files of runs and models."""
    with _plain_errors():
        settings = _settings(config, data=data)
        from rootnode.cli.server.exporting import run

        raise typer.Exit(run(settings, folder, project))


@app.command()
def upgrade(
    check: Annotated[bool, typer.Option("--check", help="Say what this version would do to the data, and change nothing.")] = False,
    data: Data = None,
    config: Config = None,
) -> None:
    """With --check: 0 when nothing is to be done, 3 when the next start upgrades the data, 1 when it cannot."""
    with _plain_errors():
        if not check:
            _fail("Data is upgraded by the next start of the server. See what it would do with: rootnode upgrade --check", USAGE)
        settings = _settings(config, data=data)
        from rootnode.cli.server.upgrading import check as look

        raise typer.Exit(look(settings))


@app.command()
def version() -> None:
    """Print the version."""
    from rootnode.cli.client.version import print_version

    print_version()


def _administer(command: str, config: Path | None, data: Path | None, **arguments: Any) -> None:
    with _plain_errors():
        settings = _settings(config, data=data)
        from rootnode.cli.server.operating import administer

        done = administer(settings, command, arguments)
        for note in done.notes:
            print(note, file=sys.stderr)
        for line in done.lines:
            print(line)


def _settings(config: Path | None, **flags: Any) -> Any:
    from rootnode.config import load_settings

    return load_settings(flags, config=config)


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise typer.BadParameter("pass the password with --password-stdin when this does not run in a terminal")
    entered: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    return entered


@contextmanager
def _plain_errors() -> Iterator[None]:
    """What went wrong in a sentence, without a traceback; anything not foreseen keeps it."""
    if importlib.util.find_spec("litestar") is None or importlib.util.find_spec("apsw") is None:
        _fail("The server's parts are not installed here. Run: pip install 'rootnode[server]'", USAGE)
    from rootnode.cli.server.failures import Refused, foreseen
    from rootnode.config import SettingsInvalid

    try:
        yield
    except SettingsInvalid as error:
        _fail(str(error), USAGE)
    except Refused as error:
        _fail(str(error), 1)
    except foreseen() as error:
        _fail(str(error), 1)


def _fail(text: str, status: int) -> None:
    print(f"rootnode: {text}", file=sys.stderr)
    raise typer.Exit(status)
