"""The package index this machine is set up for: handed on to uv, and asked for uv itself where pip is missing.

No address is written here: the portal takes what the environment and pip's configuration name, else what uv and pip
take by themselves.
"""

import configparser
import hashlib
import html
import io
import os
import platform
import re
import ssl
import sys
import urllib.error
import urllib.parse
import urllib.request
import zipfile
from pathlib import Path

from .screen import Trouble


def pip_setting(name: str) -> str:
    """What pip would use for a setting such as "index-url": the environment first, then its files; empty if unset."""
    value = os.environ.get("PIP_" + name.upper().replace("-", "_"), "")
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    parser.read(pip_files())
    for section in ("install", "global"):
        value = value or parser.get(section, name, fallback="")
    return value.strip()


def pip_files() -> list[Path]:
    """The files pip reads, the most general first: for the machine, the user, the environment."""
    home = Path.home()
    user = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config")
    files = [Path("/etc/xdg/pip/pip.conf"), Path("/etc/pip.conf"), home / ".pip/pip.conf", user / "pip/pip.conf"]
    if sys.platform == "darwin":
        support = "Library/Application Support/pip/pip.conf"
        files += [Path("/") / support, home / support]
    return [*files, Path(sys.prefix) / "pip.conf", *filter(None, [_own_file()])]


def _own_file() -> Path | None:
    named = os.environ.get("PIP_CONFIG_FILE")
    return Path(named) if named else None


def uv_environment() -> dict[str, str]:
    """The environment for uv, which does not read pip's configuration."""
    environment = dict(os.environ)
    address, certificates = pip_setting("index-url"), pip_setting("cert")
    if address and not (environment.get("UV_DEFAULT_INDEX") or environment.get("UV_INDEX_URL")):
        environment["UV_DEFAULT_INDEX"] = address
    if certificates:
        environment.setdefault("SSL_CERT_FILE", certificates)
    return environment


def address() -> str:
    """The index this machine names; empty if it relies on the default of its tools."""
    environment = uv_environment()
    return environment.get("UV_DEFAULT_INDEX") or environment.get("UV_INDEX_URL") or ""


def unpack_uv(requirement: str, target: Path) -> None:
    """Fetch the uv that `requirement` names ("uv==1.2.3" and its hashes) from the index, and write the program."""
    page = address().rstrip("/") + "/uv/"
    version = re.search(r"uv==(\S+)", requirement)[1]  # type: ignore[index]  # our own file
    links = [
        urllib.parse.urljoin(page, html.unescape(link)) for link in re.findall(r'href="([^"]+)"', read(page).decode())
    ]
    fitting = [link for link in links if fits(urllib.parse.urlsplit(link).path.rpartition("/")[2], version)]
    if not fitting:
        raise Trouble(
            f"The package index has no uv {version} for this machine: install uv or python3-venv, then repeat."
        )
    wheel = read(fitting[0])
    if "sha256:" + hashlib.sha256(wheel).hexdigest() not in requirement:
        raise Trouble("The uv of the package index is not the one we know: its SHA-256 differs from locks/uv.txt.")
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        program = archive.read(f"uv-{version}.data/scripts/uv")
    target.write_bytes(program)
    target.chmod(0o755)


def fits(wheel: str, version: str) -> bool:
    """Is this file name a wheel of that version for this system and processor?"""
    system = "macosx" if sys.platform == "darwin" else "manylinux" if platform.libc_ver()[0] else "musllinux"
    return wheel.startswith(f"uv-{version}-") and system in wheel and wheel.endswith(f"_{platform.machine()}.whl")


def read(link: str) -> bytes:
    context = ssl.create_default_context(cafile=os.environ.get("SSL_CERT_FILE") or pip_setting("cert") or None)
    try:
        with urllib.request.urlopen(link, context=context) as answer:
            return answer.read()
    except urllib.error.URLError as error:
        raise Trouble(f"The package index does not answer ({error.reason}): {link}") from error
