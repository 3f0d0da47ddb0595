"""Files kept in the database as sealed chunks: a second machine needs no shared disk, and a
backup holds everything."""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column, sessionmaker

from app.clock import now
from app.database import Base
from app.ids import new_id
from app.sealed import SealedBytes

CHUNK_BYTES = 256 * 1024


class File(Base):
    """One file (fil): its kind, size in bytes and SHA-256; the bytes are in its chunks."""

    __tablename__ = "files"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    media_type: Mapped[str] = mapped_column(String(80))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    stored_at: Mapped[datetime] = mapped_column(default=now)


class FileChunk(Base):
    """A sealed piece of a file, at most 256 KiB of it."""

    __tablename__ = "file_chunks"

    file_id: Mapped[UUID] = mapped_column(
        ForeignKey("files.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(SealedBytes("file_chunks.content"))


def store(session: Session, content: bytes, media_type: str) -> File:
    """Keep a file in the caller's transaction."""
    file = File(
        id=new_id(),
        media_type=media_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )
    session.add(file)
    session.flush()
    session.add_all(
        FileChunk(file_id=file.id, number=number, content=content[start : start + CHUNK_BYTES])
        for number, start in enumerate(range(0, len(content), CHUNK_BYTES))
    )
    return file


def chunks(sessions: sessionmaker[Session], file_id: UUID) -> Iterator[bytes]:
    """The bytes of a file, a chunk at a time, each read in a transaction of its own, so that a
    slow reader holds no connection."""
    number = 0
    while True:
        with sessions.begin() as session:
            content = session.scalars(
                select(FileChunk.content).where(
                    FileChunk.file_id == file_id, FileChunk.number == number
                )
            ).first()
        if content is None:
            return
        yield content
        number += 1


def content_of(session: Session, file_id: UUID) -> bytes:
    """A small file whole."""
    found = session.scalars(
        select(FileChunk.content).where(FileChunk.file_id == file_id).order_by(FileChunk.number)
    )
    return b"".join(found)
