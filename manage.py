#!/usr/bin/env python3
"""The door of the house: `python3 manage.py run`, `python3 manage.py test`, and every other management command."""

import importlib.util
import os
import sys

# No syntax newer than Python 3.6 in this file, so that an old Python can still read the next sentence.
if sys.version_info < (3, 11):  # noqa: UP036  # that is the point
    sys.exit("The portal needs Python 3.11 or newer; this is " + sys.version.split()[0] + " (" + sys.executable + ").")


def load_launch():
    """Load qmportal/launch by its path: importing qmportal needs packages that may not be installed yet."""
    folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "qmportal", "launch")
    spec = importlib.util.spec_from_file_location(
        "launch", os.path.join(folder, "__init__.py"), submodule_search_locations=[folder]
    )
    sys.modules["launch"] = module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    sys.exit(load_launch().main(sys.argv[1:]))
