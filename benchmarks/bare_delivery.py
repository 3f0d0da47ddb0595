"""The floor of a delivery: a bare POST between two durable commits, nothing kept but that.

`python -m benchmarks.bare_delivery URL NUMBER HANDS NAME`: as many hands at once as a worker has,
on the same database settings; prints what it came to, as JSON.
"""

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import httpx
from sqlalchemy import text

from app.database import Database, open_database
from app.outgoing import new_client
from app.settings import settings
from benchmarks.measure import Stopwatch

BODY = json.dumps({"text": "x" * 2000}).encode()


def main(url: str, number: int, hands: int) -> None:
    database, client, numbers = open_database(settings().database_url), new_client(), count()
    with database.writing.begin() as session:
        session.execute(text("CREATE TABLE IF NOT EXISTS bare (id VARCHAR(60), done INTEGER)"))
        session.execute(text("CREATE INDEX IF NOT EXISTS ix_bare ON bare (id)"))
    before = time.process_time()
    with Stopwatch() as watch, ThreadPoolExecutor(hands) as crew:
        for each in [crew.submit(_deliver, database, client, url, numbers) for _ in range(number)]:
            each.result()
    cpu_seconds = time.process_time() - before
    print(json.dumps({"done": number, "seconds": watch.seconds, "cpu_seconds": cpu_seconds}))


def _deliver(database: Database, client: httpx.Client, url: str, numbers: "count[int]") -> None:
    name = {"id": f"{sys.argv[4]}-{next(numbers)}"}
    with database.writing.begin() as session:
        session.execute(text("INSERT INTO bare (id, done) VALUES (:id, 0)"), name)
    client.post(url, content=BODY, headers={"webhook-id": name["id"]}).raise_for_status()
    with database.writing.begin() as session:
        session.execute(text("UPDATE bare SET done = 1 WHERE id = :id"), name)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
