"""Nobody is told that all went well before it is kept."""

from fastapi import FastAPI, Response
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from app.database import Database, RequestSession


def test_a_request_whose_commit_fails_is_not_answered_as_done(database: Database):
    """FastAPI ends a dependency after the answer has left, unless it is told otherwise."""
    app = FastAPI()

    @app.post("/keep")
    def keep(session: RequestSession) -> Response:
        return Response("all is well")

    def fail(session: Session) -> None:
        raise OperationalError("COMMIT", {}, Exception("the disk is full"))

    client = TestClient(app, raise_server_exceptions=False)
    assert client.post("/keep").text == "all is well"
    event.listen(database.writing, "before_commit", fail)
    try:
        assert client.post("/keep").status_code == 500
    finally:
        event.remove(database.writing, "before_commit", fail)
