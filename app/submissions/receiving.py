"""A page that was posted with files: read as it comes, each file straight into sealed chunks.

Whose they are to be stands before the files, and is looked at before the first byte is kept. What
is not taken is read to its end all the same: a browser hears no answer before it has sent all.
Neither a thread nor a transaction waits for the network.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Annotated

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool

from app import limits
from app.errors import BadRequest, TooLarge, TooMany
from app.forms.messages import InvalidAnswer
from app.forms.posted import Posted
from app.forms.questions.upload import Upload, all_of, too_often
from app.multipart import Begins, Piece, is_multipart, read
from app.security import (
    MOST_CHARACTERS,
    MOST_FIELDS,
    MOST_FORM_BYTES,
    MOST_NAME,
    posted_form,
    uploads_at,
)
from app.submissions.current import filling_to_receive_for
from app.submissions.incoming import Arrived, Incoming

MEGABYTE = 1000 * 1000
# Which questions there is room for how many more files under, by key, once the fields before the
# files are read; empty where none are to be kept.
FindRoom = Callable[[Posted], Mapping[str, int]]


@dataclass(frozen=True)
class Received:
    """What was posted: the fields, the files that were taken and belong to nobody yet, and what
    was wrong with others, by key."""

    posted: Posted
    files: list[Arrived] = field(default_factory=list)
    problems: dict[str, InvalidAnswer] = field(default_factory=dict)


async def received_step(request: Request) -> Received:
    """What was posted from the page of a step, read once.

    Raises `BadRequest` or `TooLarge` for what no page of ours sends.
    """
    return await received(request, partial(_room_in_draft, request))


async def received(request: Request, find_room: FindRoom) -> Received:
    """What was posted from any page that files are attached to, read once.

    Raises `BadRequest` or `TooLarge` for what no page of ours sends.
    """
    questions = {each.key: each for each in uploads_at(request.url.path)}
    if not questions or not is_multipart(request):
        return Received(await posted_form(request))
    receiving = _Receiving(request, questions, find_room)
    try:
        return await receiving.read()
    except Exception:
        # Whoever is gone half-way leaves nothing; if we are gone too, it is swept at night.
        await run_in_threadpool(receiving.abandon)
        raise


ReceivedStep = Annotated[Received, Depends(received_step)]


def _room_in_draft(request: Request, posted: Posted) -> dict[str, int]:
    filling = filling_to_receive_for(request, posted.one("draft"))
    if filling is None:
        return {}
    answers = filling.draft.answers
    return {each.key: each.most - len(answers.get(each.key) or ()) for each in filling.uploads}


class _Receiving:
    def __init__(self, request: Request, questions: dict[str, Upload], find_room: FindRoom) -> None:
        self.request = request
        self.questions = questions
        self.find_room = find_room
        self.fields: list[tuple[str, str]] = []
        self.text_bytes = 0
        self.incoming: list[Incoming] = []
        self.problems: dict[str, list[InvalidAnswer]] = {}
        self.crowded_out: dict[str, list[str]] = {}
        # How many more files there is room for, by key; empty where none are to be kept, and None
        # until the first has come.
        self.room: dict[str, int] | None = None

    async def read(self) -> Received:
        parts, part = 0, None
        async for met in read(self.request):
            if isinstance(met, Begins):
                parts, part = parts + 1, self._begin(met)
                if parts > MOST_FIELDS or len(met.name) > MOST_NAME:
                    raise BadRequest
            elif isinstance(part, Incoming):
                await (self._take(part, met.content) if isinstance(met, Piece) else self._end(part))
            elif part is not None:
                self._take_text(part, met.content) if isinstance(met, Piece) else self._keep(part)
        return self._received()

    def abandon(self) -> None:
        for each in self.incoming:
            each.abandon()

    def _received(self) -> Received:
        for key, names in self.crowded_out.items():
            self._wrong(key, self.questions[key].too_many(names))
        return Received(
            Posted(self.fields),
            [each.arrived() for each in self.incoming if each.taken],
            {key: all_of(found) for key, found in self.problems.items()},
        )

    def _begin(self, begins: Begins) -> "Incoming | _Text":
        if begins.filename is None:
            return _Text(begins.name)
        if begins.name not in self.questions:
            raise BadRequest
        return Incoming(self.questions[begins.name], begins.filename)

    def _take_text(self, text: "_Text", content: bytes) -> None:
        text.content += content
        self.text_bytes += len(content)
        if self.text_bytes > MOST_FORM_BYTES:
            raise TooLarge

    def _keep(self, text: "_Text") -> None:
        value = text.content.decode("utf-8", "replace")
        if len(value) > MOST_CHARACTERS:
            raise TooLarge
        self.fields.append((text.name, value))

    async def _take(self, file: Incoming, content: bytes) -> None:
        if not file.begun:
            file.wanted = await self._has_room(file)
        if file.wanted:
            await run_in_threadpool(file.take, content)
        file.begun = True

    async def _end(self, file: Incoming) -> None:
        if file.wanted or not file.begun:
            await run_in_threadpool(file.end)
        if file.problem is not None:
            self._wrong(file.question.key, file.problem)
        if file.taken:
            assert self.room is not None
            self.room[file.question.key] -= 1

    async def _has_room(self, file: Incoming) -> bool:
        key = file.question.key
        if self.room is None:
            self.room = await run_in_threadpool(self._room_left, key)
        if key not in self.room:
            return False
        if self.room[key] <= 0:
            self.crowded_out.setdefault(key, []).append(file.shown_name)
            return False
        self.incoming.append(file)
        return True

    def _room_left(self, key: str) -> dict[str, int]:
        room = dict(self.find_room(Posted(self.fields)))
        if not room:
            return {}
        try:
            self._spend()
        except TooMany as many:
            self._wrong(key, too_often(many.minutes))
            return {}
        return room

    def _spend(self) -> None:
        """Count the page and what may be kept of it, before any of it is."""
        where = limits.address_of(self.request)
        limits.spend(limits.UPLOAD_PER_ADDRESS, where)
        # A film chosen by mistake is let go by: it holds nobody else at the same address up.
        most = sum(each.most * each.most_bytes for each in self.questions.values())
        kept = min(most, int(self.request.headers.get("content-length", most)))
        limits.spend(limits.UPLOAD_MEGABYTES_PER_ADDRESS, where, amount=math.ceil(kept / MEGABYTE))

    def _wrong(self, key: str, problem: InvalidAnswer) -> None:
        self.problems.setdefault(key, []).append(problem)


@dataclass
class _Text:
    name: str
    content: bytearray = field(default_factory=bytearray)
