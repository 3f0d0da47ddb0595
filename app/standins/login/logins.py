"""Who is logged in where: what the provider remembers, so that it can log somebody out."""

import threading
from dataclasses import dataclass
from datetime import datetime

AT_MOST = 500


@dataclass(frozen=True)
class Login:
    """One login at one service; `origin` is where that service is found, such as
    »http://localhost:8000«, `level` the NSIS level in Danish,
    and `began_at` is in UTC."""

    sid: str
    sub: str
    name: str
    issuer: str
    client_id: str
    origin: str
    level: str
    began_at: datetime

    @property
    def began(self) -> str:
        return self.began_at.strftime("%H:%M UTC")


class Logins:
    """Open logins, in memory; the oldest are forgotten when there are very many."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_sid: dict[str, Login] = {}

    def remember(self, login: Login) -> None:
        with self._lock:
            self._by_sid[login.sid] = login
            for sid in list(self._by_sid)[:-AT_MOST]:
                del self._by_sid[sid]

    def by_person(self) -> dict[str, list[Login]]:
        """Every open login, by `sub`, the newest first."""
        found: dict[str, list[Login]] = {}
        with self._lock:
            for login in reversed(self._by_sid.values()):
                found.setdefault(login.sub, []).append(login)
        return found

    def end(self, *, sid: str = "", sub: str = "") -> list[Login]:
        """Forget one login, or all of somebody's; those that are over now."""
        with self._lock:
            ended = [each for each in self._by_sid.values() if sid == each.sid or sub == each.sub]
            for login in ended:
                del self._by_sid[login.sid]
        return ended

    def forget(self) -> None:
        with self._lock:
            self._by_sid.clear()
