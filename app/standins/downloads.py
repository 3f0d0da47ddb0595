"""A kept file as a download: never shown inside the page, whatever it says it is."""

import base64
from typing import Any
from urllib.parse import quote

from fastapi.responses import Response

SHOWN = ("application/pdf", "text/plain", "image/png", "image/jpeg")


def as_download(file: dict[str, Any]) -> Response:
    """The file with this `media_type`, `filename` and `content_base64`."""
    media_type = file["media_type"]
    return Response(
        base64.b64decode(file["content_base64"]),
        media_type=media_type if media_type in SHOWN else "application/octet-stream",
        headers={
            "content-disposition": f"attachment; filename*=UTF-8''{quote(file['filename'])}",
            "x-content-type-options": "nosniff",
        },
    )
