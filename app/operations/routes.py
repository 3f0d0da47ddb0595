"""`/livez`, `/readyz` and `/metrics`: for machines that watch over us."""

import hmac
import ipaddress

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from app.operations import readiness
from app.operations.undone import figures_of_errands
from app.settings import settings

# What proxies say of whom they ask for, beside X-Forwarded-…; the first is RFC 7239's.
FORWARDED = frozenset(
    {"forwarded", "via", "x-real-ip", "x-client-ip", "true-client-ip", "cf-connecting-ip"}
)

router = APIRouter(include_in_schema=False)


@router.get("/livez")
def livez() -> Response:
    """The process answers."""
    return PlainTextResponse("ok\n")


@router.get("/readyz")
def readyz() -> Response:
    """Ready for citizens, and a line for each thing that makes us so; 503 where one does not."""
    lines = readiness.look()
    ready = not any(line.stops and not line.well for line in lines)
    said = "".join(f"{line}\n" for line in lines)
    return PlainTextResponse(said, status_code=200 if ready else 503)


@router.get("/metrics")
def metrics(request: Request) -> Response:
    """For Prometheus: with the token, or, where none is set, from this machine only."""
    if not _may_see_metrics(request):
        return PlainTextResponse("forbidden\n", status_code=403)
    return Response(generate_latest() + figures_of_errands(), media_type=CONTENT_TYPE_LATEST)


def _may_see_metrics(request: Request) -> bool:
    token = settings().metrics_token
    if token:
        given = request.headers.get("authorization", "")
        return hmac.compare_digest(given.encode(), f"Bearer {token}".encode())
    return _asks_from_here(request)


def _asks_from_here(request: Request) -> bool:
    """Whether whoever asks sits at this machine. A proxy on it does too, and asks for others: it
    says so in a header, stands in TRUSTED_PROXIES, or passes on the name they asked for."""
    if any(name in FORWARDED or name.startswith("x-forwarded-") for name in request.headers):
        return False
    client = _ip_address(request.client.host if request.client else "")
    if client is None or not client.is_loopback:
        return False
    host = request.url.hostname or ""
    asked_for_us = host == "localhost" or _ip_address(host) is not None
    return asked_for_us and not any(client in proxy for proxy in settings().proxies)


def _ip_address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        # A socket that has no address, say: nobody we know to be here.
        return None
