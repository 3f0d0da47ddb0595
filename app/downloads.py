"""A kept file to be saved, never shown in a page of ours: what is in it is somebody else's."""

from urllib.parse import quote
from uuid import UUID

from fastapi.responses import StreamingResponse

from app import files
from app.database import database


def download(file_id: UUID, name: str, media_type: str, size: int) -> StreamingResponse:
    """The file of `size` bytes, chunk by chunk, each read in a transaction of its own."""
    plain = name.encode("ascii", "replace").decode().replace('"', "")
    return StreamingResponse(
        files.chunks(database().reading, file_id),
        media_type=media_type,
        headers={
            "Content-Length": str(size),
            # RFC 6266: the name as it is, and one for what reads only ASCII.
            "Content-Disposition": (
                f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
            ),
        },
    )
