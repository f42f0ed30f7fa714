"""A mail server for a process of its own: writes down address and Message-ID before it says that it accepts."""

from __future__ import annotations

import asyncio
import os
import sys
from email import message_from_bytes
from typing import Any

from aiosmtpd.smtp import SMTP


class Keeper:
    def __init__(self, path: str) -> None:
        self.file = os.open(path, os.O_WRONLY | os.O_APPEND)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        message_id = message_from_bytes(envelope.content)["Message-ID"]
        os.write(self.file, f"{envelope.rcpt_tos[0]}\t{message_id}\n".encode())
        return "250 taken"


async def listen(port: int, path: str) -> None:
    keeper = Keeper(path)
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(keeper, hostname="sink"), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(listen(int(sys.argv[1]), sys.argv[2]))
