"""The web app's files, from `web_dist` in the package. What gets smaller by gzip was packed when they were built: NAME.gz beside NAME.

What can be served is listed once at start; a request is looked up in that list, so no address ever becomes a path.
"""

import base64
import hashlib
import re
from importlib import resources
from pathlib import Path
from typing import Any, Final

import msgspec
from litestar import HttpMethod, Request, Response, route
from litestar.handlers import HTTPRouteHandler

from rootnode.doors.http.incoming import header
from rootnode.kit.errors import NotFound

TYPES: Final = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".txt": "text/plain",
    ".webmanifest": "application/manifest+json",
    ".wasm": "application/wasm",
}
"""Only these kinds of files are served."""
_HASHED: Final = re.compile(r"[-.][A-Za-z0-9_-]{8,}\.[a-z0-9]+\Z")
_INLINE: Final = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)
_ALL_METHODS: Final = [HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.DELETE]
_MISSING: Final = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Rootnode</title>
<h1>Rootnode is running, its web pages are not built</h1>
<p>In a checkout, run <code>make setup</code>, or <code>npm ci</code> and <code>npm run build</code> in <code>web/</code>, and restart.
The released package carries them. The API is at <a href="/api/v1/openapi.json">/api/v1</a>.</p></html>
"""


class WebFile(msgspec.Struct, frozen=True):
    """One file, in memory. `packed`: its gzip form, where the build made one."""

    kind: str
    body: bytes
    packed: bytes | None
    tag: str
    lasting: bool


class WebFiles:
    """What `web_dist` holds, by address."""

    def __init__(self, folder: Path) -> None:
        self.files: dict[str, WebFile] = {}
        paths = sorted(path for path in folder.rglob("*") if _is_served(path)) if folder.is_dir() else []
        for path in paths:
            self.files["/" + path.relative_to(folder).as_posix()] = _read(path)
        index = self.files.get("/index.html")
        self.built = index is not None
        self.index = index or _file(_MISSING.encode(), ".html", lasting=False)
        self.policy = policy_for(self.index.body.decode())


def _is_served(path: Path) -> bool:
    return path.suffix in TYPES and path.is_file() and not path.is_symlink()


def _read(path: Path) -> WebFile:
    lasting = path.parent.name == "assets" and _HASHED.search(path.name) is not None
    packed = path.with_name(f"{path.name}.gz")
    in_gzip = packed.read_bytes() if packed.is_file() and not packed.is_symlink() else None
    return _file(path.read_bytes(), path.suffix, lasting=lasting, packed=in_gzip)


def _file(body: bytes, suffix: str, *, lasting: bool, packed: bytes | None = None) -> WebFile:
    return WebFile(TYPES[suffix], body, packed, f'"{hashlib.sha256(body).hexdigest()[:32]}"', lasting)


def policy_for(page: str) -> str:
    """The Content-Security-Policy of the web app: only its own files, and exactly the inline scripts of its page."""
    hashes = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in _INLINE.findall(page)]
    scripts = " ".join(["'self'", *(f"'sha256-{one}'" for one in hashes)])
    return (
        f"default-src 'none'; script-src {scripts}; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
        "connect-src 'self'; worker-src 'self' blob:; manifest-src 'self'; media-src 'self' blob:; object-src 'none'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )


def web_route(folder: Path | None = None) -> HTTPRouteHandler:
    """The handler of every address that no other route has. Other methods than GET and HEAD find nothing there."""
    files = WebFiles(folder or Path(str(resources.files("rootnode").joinpath("web_dist"))))

    @route(
        ["/", "/p/{key:str}", "/p/{key:str}/{path:path}", "/{path:path}"],  # below /p/KEY other routes are found, too
        http_method=_ALL_METHODS,
        opt={"access": "public"},
        include_in_schema=False,
        sync_to_thread=False,
        status_code=200,
    )
    def web(request: Request[Any, Any, Any]) -> Response[bytes]:
        if request.method not in ("GET", "HEAD"):
            raise NotFound("There is nothing at this address.")
        return _answer(request, files)

    return web


def _answer(request: Request[Any, Any, Any], files: WebFiles) -> Response[bytes]:
    file = files.files.get(request.scope["path"])
    if file is None:
        if request.scope["path"] != "/" and "text/html" not in (header(request.scope, b"accept") or ""):
            raise NotFound("There is nothing at this address.")
        file = files.index
    headers = {"etag": file.tag, "vary": "Accept, Accept-Encoding", "content-security-policy": files.policy}
    headers["cache-control"] = "public, max-age=31536000, immutable" if file.lasting else "no-cache"
    if header(request.scope, b"if-none-match") == file.tag:
        return Response(b"", status_code=304, headers=headers)
    packed = file.packed if "gzip" in (header(request.scope, b"accept-encoding") or "") else None
    if packed is not None:
        headers["content-encoding"] = "gzip"
    return Response(packed or file.body, media_type=file.kind, headers=headers)
