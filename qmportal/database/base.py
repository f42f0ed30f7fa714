"""The connection to PostgreSQL; Django finds it by the name of this file."""

import select
from typing import Any

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """A kept connection is asked only when it has news: a server that went away has closed its end."""

    def close_if_health_check_failed(self) -> None:
        """Spare the round trip that CONN_HEALTH_CHECKS costs every request; a silent connection is a sound one."""
        if self.connection is not None and is_silent(self.connection):
            self.health_check_done = True
        super().close_if_health_check_failed()


def is_silent(connection: Any) -> bool:
    """Tell whether it is open and nothing waits to be read: no farewell, no error, no end."""
    if connection.closed:
        return False
    waiting = select.poll()
    waiting.register(connection.fileno(), select.POLLIN)
    return not waiting.poll(0)
