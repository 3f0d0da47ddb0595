"""How a program is told no, in the words of OAuth (RFC 6749, section 5.2)."""

from fastapi.responses import JSONResponse


def refusal(error: str, status: int = 400) -> JSONResponse:
    return JSONResponse({"error": error}, status, {"cache-control": "no-store"})


def not_the_client() -> JSONResponse:
    answer = refusal("invalid_client", 401)
    answer.headers["www-authenticate"] = 'Basic realm="token"'
    return answer
