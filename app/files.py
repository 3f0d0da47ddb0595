"""Files kept in the database as sealed chunks: a second machine needs no shared disk, and a
backup holds everything."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Column, ForeignKey, String, delete, exists, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column, sessionmaker

from app.clock import now
from app.database import Base, table_of
from app.ids import new_id
from app.sealed import SealedBytes

CHUNK_BYTES = 256 * 1024
# What is on its way in has no owner yet, and the slowest upload is over long before this.
OWNERLESS_FOR = timedelta(days=1)
# No transaction holds more than so many.
SWEPT_AT_ONCE = 1000


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
        sha256=sha256_of(content),
    )
    session.add(file)
    session.flush()
    session.add_all(
        FileChunk(file_id=file.id, number=number, content=content[start : start + CHUNK_BYTES])
        for number, start in enumerate(range(0, len(content), CHUNK_BYTES))
    )
    return file


def sha256_of(content: bytes) -> str:
    """As it is kept of each file."""
    return hashlib.sha256(content).hexdigest()


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


class Writing:
    """A file on its way in, written a chunk at a time, each in a short transaction of its own:
    never more than one chunk is held, and no transaction is open while the next piece is awaited.

    Until somebody refers to the file it has no owner, and is swept if nobody comes to.
    """

    def __init__(self, sessions: sessionmaker[Session], media_type: str) -> None:
        self.sessions = sessions
        self.file = File(id=new_id(), media_type=media_type, size=0, sha256="")
        self._sum = hashlib.sha256()
        self._held = bytearray()
        self._chunks = 0

    def write(self, piece: bytes) -> None:
        """Take the next piece, however long or short it is."""
        self._sum.update(piece)
        self.file.size += len(piece)
        self._held += piece
        while len(self._held) >= CHUNK_BYTES:
            self._keep(bytes(self._held[:CHUNK_BYTES]))
            del self._held[:CHUNK_BYTES]

    def finish(self) -> File:
        """The file, whole; `size` and `sha256` are known now."""
        if self._held or not self._chunks:
            self._keep(bytes(self._held))
        self.file.sha256 = self._sum.hexdigest()
        known = {"size": self.file.size, "sha256": self.file.sha256}
        with self.sessions.begin() as session:
            session.execute(update(File).where(File.id == self.file.id).values(**known))
        return self.file

    def abandon(self) -> None:
        """Nothing of it is kept."""
        with self.sessions.begin() as session:
            remove(session, [self.file.id])

    def _keep(self, content: bytes) -> None:
        with self.sessions.begin() as session:
            if not self._chunks:
                row = {"id": self.file.id, "media_type": self.file.media_type}
                session.execute(table_of(File).insert(), {**row, "size": 0, "sha256": ""})
            chunk = {"file_id": self.file.id, "number": self._chunks, "content": content}
            session.execute(table_of(FileChunk).insert(), chunk)
        self._chunks += 1


def remove(session: Session, file_ids: Sequence[UUID]) -> None:
    """Delete files and all their bytes; whoever refers to them has gone before."""
    session.execute(delete(FileChunk).where(FileChunk.file_id.in_(file_ids)))
    session.execute(delete(File).where(File.id.in_(file_ids)))


def sweep(session: Session) -> bool:
    """Delete files that nobody refers to, and that are older than any upload takes: it was broken
    off half-way, or what it belonged to is gone. True if there may be more than in one go."""
    # Asked with NOT IN, PostgreSQL would read all owners anew for each file.
    nobodys = [~exists().where(owner == File.id) for owner in owners()]
    found = select(File.id).where(File.stored_at < now() - OWNERLESS_FOR, *nobodys)
    swept = session.scalars(found.limit(SWEPT_AT_ONCE)).all()
    remove(session, swept)
    return len(swept) == SWEPT_AT_ONCE


def owners() -> list[Column[UUID | None]]:
    """Every column that refers to a file, besides that of its own chunks, each with an index: it is
    looked for when a file is deleted. Complete once all tables are loaded (`every_table.py`)."""
    return [
        column
        for table in Base.metadata.sorted_tables
        if table is not table_of(FileChunk)
        for column in table.columns
        if any(key.column is table_of(File).c.id for key in column.foreign_keys)
    ]
