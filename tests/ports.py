"""Ports for the programs that tests start."""

import socket
import sys

_held: list[socket.socket] = []


def free_port() -> int:
    """A port of this machine that nobody else is given while this process lives.

    It stays bound without listening. On Linux a server may bind it all the same, as ours say
    SO_REUSEADDR, and whoever asks for any port gets another.
    """
    holder = socket.socket()
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    holder.bind(("127.0.0.1", 0))
    port: int = holder.getsockname()[1]
    if sys.platform == "linux":
        _held.append(holder)
    else:
        holder.close()
    return port
