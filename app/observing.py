"""What operations see: one line a request and figures for Prometheus, none with a person in it.

A line names the route, never the address asked for: addresses carry references.
"""

import logging
import sys
import time
from typing import Any

import structlog
from prometheus_client import Counter, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.typing import EventDict, Processor

REQUESTS = Counter("hovedindgang_requests", "Answered requests.", ["route", "method", "status"])
SECONDS = Histogram(
    "hovedindgang_request_seconds",
    "Time to answer, in seconds.",
    ["route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)
QUIET = frozenset({"/livez", "/readyz", "/metrics", "/static/{name:path}"})

log = structlog.get_logger()


def set_up_logs() -> None:
    """JSON lines on standard output; other libraries only when they warn, and in lines alike."""
    structlog.configure(
        processors=_processors,
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stdout),
        cache_logger_on_first_use=True,
    )
    of_libraries = logging.StreamHandler(sys.stdout)
    of_libraries.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_processors],
        )
    )
    logging.basicConfig(level=logging.WARNING, handlers=[of_libraries])
    # What it says of a form that it cannot read names the bytes of it.
    logging.getLogger("python_multipart").setLevel(logging.CRITICAL)


def _only_the_kind_of_exception(_: Any, __: str, line: EventDict) -> EventDict:
    """Where it broke, frame by frame, without the message: messages quote what people typed."""
    problem = line.pop("exc_info", None)
    if isinstance(problem, tuple):  # as the standard library has it
        problem = problem[1]
    if isinstance(problem, BaseException):
        line["problem"] = type(problem).__name__
        frames, step = [], problem.__traceback__
        while step is not None:
            code = step.tb_frame.f_code
            frames.append(f"{code.co_filename.rsplit('/', 1)[-1]}:{step.tb_lineno} {code.co_name}")
            step = step.tb_next
        line["where"] = frames[-12:]
    return line


# One list for the process: a logger keeps the one it first wrote by.
_processors: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    _only_the_kind_of_exception,
    structlog.processors.JSONRenderer(ensure_ascii=False),
]


class Observed:
    """Counts and logs each request when its answer has begun."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()
        status = 500

        async def noticing(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, noticing)
        finally:
            route = getattr(scope.get("route"), "path", "(none)")
            took = time.perf_counter() - started
            REQUESTS.labels(route, scope["method"], status).inc()
            SECONDS.labels(route).observe(took)
            if route not in QUIET:
                log.info(
                    "request",
                    route=route,
                    method=scope["method"],
                    status=status,
                    ms=round(took * 1000, 1),
                )
