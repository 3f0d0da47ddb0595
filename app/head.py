"""HEAD: what GET would have answered, without the body, wherever GET answers."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class HeadAsGet:
    """The first middleware: all others, and every route, know only GET."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def without_body(message: Message) -> None:
            if message["type"] != "http.response.body":
                await send(message)
            elif not message.get("more_body"):
                await send({"type": "http.response.body", "body": b""})

        # A copy: the server must remember that it was asked by HEAD.
        await self.app({**scope, "method": "GET"}, receive, without_body)
