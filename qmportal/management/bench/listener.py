"""A mail server that only counts. Standard library only; runs as a process of its own on the port it is given.

VRFY answers with three words: messages, different Message-IDs, and seconds from the first message to the last.
"""

import asyncio
import re
import sys
import time

MESSAGE_ID = re.compile(rb"^Message-ID:\s*(\S+)", re.IGNORECASE | re.MULTILINE)


class Counts:
    def __init__(self) -> None:
        self.messages, self.first_at, self.last_at = 0, 0.0, 0.0
        self.names: set[bytes] = set()

    def take(self, message: bytes) -> None:
        self.last_at = time.perf_counter()
        self.first_at = self.first_at or self.last_at
        self.messages += 1
        found = MESSAGE_ID.search(message)
        self.names.add(found[1] if found else b"")

    def said(self) -> str:
        return f"{self.messages} {len(self.names)} {self.last_at - self.first_at:.3f}"


class Conversation(asyncio.Protocol):
    def __init__(self, counts: Counts) -> None:
        self.counts, self.received, self.is_data = counts, b"", False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)  # noqa: S101 - for the type checker
        self.transport = transport
        self.transport.write(b"220 bench\r\n")

    def data_received(self, data: bytes) -> None:
        self.received += data
        while True:
            text, found, rest = self.received.partition(b"\r\n.\r\n" if self.is_data else b"\r\n")
            if not found:
                return
            self.received = rest
            self.answer(text)

    def answer(self, text: bytes) -> None:
        if self.is_data:
            self.is_data = False
            self.counts.take(text)
            self.transport.write(b"250 taken\r\n")
            return
        word = text[:4].upper()
        self.is_data = word == b"DATA"
        answers = {b"DATA": b"354 go on", b"QUIT": b"221 bye", b"VRFY": b"252 " + self.counts.said().encode()}
        self.transport.write(answers.get(word, b"250 ok") + b"\r\n")
        if word == b"QUIT":
            self.transport.close()


async def listen(port: int) -> None:
    counts = Counts()
    server = await asyncio.get_running_loop().create_server(lambda: Conversation(counts), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(listen(int(sys.argv[1])))
