"""A case system as fast as one can be: `python -m benchmarks.case_system --port PORT`.

It opens a case for every event, numbered by the event's own id, and does not verify the signature:
what that costs is the receiver's. `GET /cases` says how often it was asked, and how many cases.
"""

import argparse
import json
from typing import Any

import uvicorn
from starlette.types import Receive, Scope, Send

JSON = [(b"content-type", b"application/json")]


class CaseSystem:
    """One ASGI application; remembers only the ids."""

    def __init__(self) -> None:
        self.asked = 0
        self.cases: set[bytes] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert scope["type"] == "http"
        if scope["method"] == "GET":
            await _answer(send, {"asked": self.asked, "cases": len(self.cases)})
            return
        while (await receive()).get("more_body"):
            pass
        number = dict(scope["headers"]).get(b"webhook-id", b"none")
        self.asked += 1
        self.cases.add(number)
        await _answer(send, {"case_number": number.decode()})


async def _answer(send: Send, said: dict[str, Any]) -> None:
    body = json.dumps(said).encode()
    headers = [*JSON, (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("--port", type=int, required=True)
    uvicorn.run(
        CaseSystem(),
        port=options.parse_args().port,
        log_level="warning",
        access_log=False,
        lifespan="off",
        loop="uvloop",
        http="httptools",
    )
