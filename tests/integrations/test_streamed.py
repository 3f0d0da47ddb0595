"""Bytes in pieces read as a file: all of them, in order, and none before it is asked for."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI, UploadFile

from app.integrations import outside
from app.integrations.outside import Unavailable
from app.integrations.streamed import as_file
from tests.standins_server import serving

PIECES = [b"", b"a", b"bcdef", b"", b"g" * 70_000]


@pytest.mark.parametrize("size", [1, 3, 65_536, -1])
def test_it_reads_as_a_file(size: int):
    file = as_file(PIECES)
    read = b""
    while part := file.read(size):
        read += part
    assert read == b"".join(PIECES)


def test_no_more_is_fetched_than_is_read():
    fetched = 0

    def pieces() -> Iterator[bytes]:
        nonlocal fetched
        for _ in range(1000):
            fetched += 1
            yield bytes(64 * 1024)

    file = as_file(pieces())
    file.read(64 * 1024)
    assert fetched < 4


def test_a_form_carries_it_beside_its_fields():
    app = FastAPI()

    @app.post("/")
    def take(file: UploadFile) -> dict[str, object]:
        return {"name": file.filename, "kind": file.content_type, "size": len(file.file.read())}

    with serving(app) as address:
        form: outside.Form = {
            "json": (None, '{"a": 1}', "application/json"),
            "file": ("Blåbær (æ).pdf", as_file(PIECES), "application/pdf"),
        }
        answer = outside.ask("POST", address, form=form)
        assert answer.body.decode() == (
            '{"name":"Blåbær (æ).pdf","kind":"application/pdf","size":70006}'
        )
        with pytest.raises(Unavailable, match="for langt"):
            outside.ask("POST", address, form={"file": ("a", "b", "text/plain")}, most_bytes=10)
