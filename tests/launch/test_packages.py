"""The environment is filled from the lock files, once, from whatever index the machine has."""

import hashlib

import pytest

from qmportal.launch import index, packages
from qmportal.launch.screen import Trouble


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A checkout with two lock files and an environment nobody filled yet."""
    monkeypatch.setattr(packages, "VENV", tmp_path)
    monkeypatch.setattr(packages, "LOCKS", tmp_path)
    monkeypatch.setattr(packages, "PYTHON", tmp_path / "python")
    monkeypatch.setattr(packages, "is_foreign", lambda: False)
    (tmp_path / "python").touch()
    for lock in ("embedded", "dev"):
        (tmp_path / f"{lock}.txt").write_text(f"{lock}==1\n")
    return tmp_path


def test_environment_is_ready_once_its_lock_file_is_stamped(checkout):
    before = packages.is_ready("dev")
    packages.stamp("dev").write_text(packages.digest("dev"))

    assert not before
    assert packages.is_ready("dev")
    assert packages.is_ready("embedded")  # its packages are among those of dev


def test_changed_lock_file_asks_for_installation(checkout):
    packages.stamp("embedded").write_text(packages.digest("embedded"))
    (checkout / "embedded.txt").write_text("embedded==2\n")

    assert not packages.is_ready("embedded")


def test_smaller_lock_file_does_not_make_the_larger_ready(checkout):
    packages.stamp("embedded").write_text(packages.digest("embedded"))

    assert not packages.is_ready("dev")


def test_python_without_pip_and_index_gets_one_sentence(checkout, monkeypatch):
    (checkout / "python").write_text("#!/bin/sh\nexit 1\n")
    (checkout / "python").chmod(0o755)
    monkeypatch.setattr(packages, "has", lambda module: False)
    monkeypatch.setattr(index, "address", lambda: "")

    with pytest.raises(Trouble, match="apt install python3-venv"):
        packages.fetch_uv()


def test_index_of_pip_is_handed_on_to_uv(tmp_path, monkeypatch):
    (tmp_path / "pip.conf").write_text("[global]\nindex-url = https://mirror.example/simple/%40x\ncert = /ca.pem\n")
    monkeypatch.setattr(index, "pip_files", lambda: [tmp_path / "pip.conf"])
    for name in ("PIP_INDEX_URL", "UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_CERT", "SSL_CERT_FILE"):
        monkeypatch.delenv(name, raising=False)

    environment = index.uv_environment()

    assert environment["UV_DEFAULT_INDEX"] == "https://mirror.example/simple/%40x"
    assert environment["SSL_CERT_FILE"] == "/ca.pem"


def test_index_of_uv_wins_over_that_of_pip(monkeypatch):
    monkeypatch.setenv("PIP_INDEX_URL", "https://pip.example/simple")
    monkeypatch.setenv("UV_DEFAULT_INDEX", "https://uv.example/simple")

    assert index.address() == "https://uv.example/simple"


@pytest.mark.parametrize("known", [True, False])
def test_fetched_uv_is_unpacked_only_if_its_hash_is_known(known, tmp_path, monkeypatch):
    wheel = make_wheel(tmp_path)
    file = f"uv-9.9-py3-none-manylinux_2_17_{index.platform.machine()}.whl"
    pages = {
        "https://mirror.example/simple/uv/": f'<a href="../../files/{file}#sha256=x">'.encode(),
        f"https://mirror.example/files/{file}#sha256=x": wheel,
    }
    monkeypatch.setenv("UV_DEFAULT_INDEX", "https://mirror.example/simple")
    monkeypatch.setattr(index.sys, "platform", "linux")
    monkeypatch.setattr(index.platform, "libc_ver", lambda: ("glibc", "2.36"))
    monkeypatch.setattr(index, "read", pages.__getitem__)
    requirement = "uv==9.9 --hash=sha256:" + (hashlib.sha256(wheel).hexdigest() if known else "0" * 64)

    if known:
        index.unpack_uv(requirement, tmp_path / "uv")
        assert (tmp_path / "uv").read_bytes() == b"program"
    else:
        with pytest.raises(Trouble, match="SHA-256 differs"):
            index.unpack_uv(requirement, tmp_path / "uv")


def make_wheel(folder) -> bytes:
    with index.zipfile.ZipFile(folder / "wheel", "w") as archive:
        archive.writestr("uv-9.9.data/scripts/uv", "program")
    return (folder / "wheel").read_bytes()
