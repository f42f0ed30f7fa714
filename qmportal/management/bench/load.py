"""Ask as often as the server answers, over kept connections. Standard library only; runs as a process of its own.

Reads JSON from stdin: port, seconds, and connections, each a list of raw requests asked in turn; every COUNTER
in a request becomes the number of its turn, ten digits from ``first`` on. Prints JSON: answers per status, seconds.
"""

import json
import socket
import sys
import threading
import time
from collections import Counter

COUNTER = b"@@COUNTER@"  # as long as its number, so that the length of the body stays true


def main() -> None:
    plan = json.load(sys.stdin)
    tally: Counter[int] = Counter()
    begun = time.perf_counter()
    end = begun + plan["seconds"]
    threads = [
        threading.Thread(target=ask, args=(plan["port"], connection, end, tally)) for connection in plan["connections"]
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(json.dumps({"answers": tally, "seconds": time.perf_counter() - begun}))


def ask(port: int, connection: dict, end: float, tally: "Counter[int]") -> None:
    requests = [request.encode() for request in connection["requests"]]
    turn = connection["first"]
    counted: Counter[int] = Counter()
    server = socket.create_connection(("localhost", port), timeout=60)
    while time.perf_counter() < end:
        request = requests[turn % len(requests)]
        server.sendall(request.replace(COUNTER, b"%010d" % turn))
        status, is_kept = answer(server)
        counted[status] += 1
        turn += 1
        if not is_kept:
            server.close()
            server = socket.create_connection(("localhost", port), timeout=60)
    server.close()
    tally.update(counted)


def answer(server: socket.socket) -> "tuple[int, bool]":
    """Read one answer to its end; return its status and whether the connection stays."""
    received = server.recv(65536)
    while b"\r\n\r\n" not in received:
        more = server.recv(65536)
        if not more:
            raise ConnectionError("the server hung up")
        received += more
    head, _, body = received.partition(b"\r\n\r\n")
    lowered = head.lower()
    length = int(lowered.partition(b"content-length:")[2].partition(b"\r\n")[0] or 0)  # 304 has none
    missing = length - len(body)
    while missing > 0:
        missing -= len(server.recv(65536))
    return int(head[9:12]), b"connection: close" not in lowered


if __name__ == "__main__":
    main()
