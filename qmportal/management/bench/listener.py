"""A mail server that only counts; a process of its own on the port it is given.

VRFY answers with three words: messages, different Message-IDs, and seconds from the first message to the last.
"""

from __future__ import annotations

import asyncio
import re
import sys
import time
from typing import Any

from aiosmtpd.smtp import SMTP

MESSAGE_ID = re.compile(rb"^Message-ID:\s*(\S+)", re.IGNORECASE | re.MULTILINE)


class Counts:
    def __init__(self) -> None:
        self.messages, self.first_at, self.last_at = 0, 0.0, 0.0
        self.names: set[bytes] = set()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.last_at = time.perf_counter()
        self.first_at = self.first_at or self.last_at
        self.messages += 1
        found = MESSAGE_ID.search(envelope.content)
        self.names.add(found[1] if found else b"")
        return "250 taken"

    async def handle_VRFY(self, server: Any, session: Any, envelope: Any, address: str) -> str:
        return f"252 {self.messages} {len(self.names)} {self.last_at - self.first_at:.3f}"


async def listen(port: int) -> None:
    counts = Counts()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(counts, hostname="bench"), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(listen(int(sys.argv[1])))
