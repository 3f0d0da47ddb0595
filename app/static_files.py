"""Static files: ours and the packages', compressed once per process, kept for ever by browsers.

An address carries the hash of its content (`pages.static_address`); without one, as inside a
package's stylesheet, or with another's, as while a new version is taken into use, it may be kept
for a day.
"""

import gzip
import mimetypes
from functools import cache
from pathlib import Path

import brotli
from fastapi import APIRouter, Request, Response

from app.errors import PageNotFound
from app.pages import STATIC, THIRD_PARTY, digest_of, static_file

FOR_EVER = "public, max-age=31536000, immutable"
A_DAY = "public, max-age=86400"
COMPRESSIBLE = frozenset({".css", ".js", ".svg", ".txt"})
SERVED = COMPRESSIBLE | {".woff2", ".woff", ".png", ".ico"}

router = APIRouter(include_in_schema=False)


@router.get("/static/{name:path}")
def static(request: Request, name: str) -> Response:
    path = _safe_path(name)
    accepted = request.headers.get("accept-encoding", "")
    encoding = next((each for each in ("br", "gzip") if each in accepted), "")
    body, used = _body(path, encoding)
    headers = {
        "Cache-Control": FOR_EVER if request.query_params.get("v") == digest_of(path) else A_DAY,
        "Vary": "Accept-Encoding",
    }
    if used:
        headers["Content-Encoding"] = used
    return Response(body, media_type=_kind(path), headers=headers)


def _kind(path: Path) -> str:
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    # Text of any kind says how it is written; the framework does so for `text/` alone.
    return f"{kind}; charset=utf-8" if kind.endswith("+xml") else kind


def _safe_path(name: str) -> Path:
    try:
        path = static_file(name).resolve()
        is_file = path.is_file()
    except (ValueError, OSError):  # a zero byte, or longer than any name of a file
        raise PageNotFound from None
    roots = (STATIC, *THIRD_PARTY.values())
    if path.suffix not in SERVED or not any(path.is_relative_to(root.resolve()) for root in roots):
        raise PageNotFound
    if not is_file:
        raise PageNotFound
    return path


@cache
def _body(path: Path, encoding: str) -> tuple[bytes, str]:
    body = path.read_bytes()
    if path.suffix not in COMPRESSIBLE or not encoding:
        return body, ""
    return (brotli.compress(body), "br") if encoding == "br" else (gzip.compress(body), "gzip")
