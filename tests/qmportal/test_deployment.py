"""What stands in the files of the deployment, as far as it can be checked without an engine."""

import ast
import re
from pathlib import Path

import pytest
import yaml
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = ("prepare", "web", "worker", "beat")


def variables_read() -> set[str]:
    """Names the settings, the web server and the health check read from the environment."""
    texts = [ROOT / "qmportal/settings.py", ROOT / "qmportal/environment.py"]
    texts += sorted((ROOT / "deploy").glob("*.py"))
    found = re.compile(r"""(?:environ(?:\.get)?[(\[]|switch\(|words\()\s*"([A-Z_]+)\"""")
    return {name for path in texts for name in found.findall(path.read_text())}


@pytest.mark.parametrize("service", OURS)
def test_our_containers_are_closed(service):
    entry = SERVICES[service]

    assert entry["read_only"] is True
    assert entry["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in entry["security_opt"]


@pytest.mark.parametrize("service", OURS)
def test_our_containers_are_told_only_what_the_settings_read(service):
    assert set(SERVICES[service]["environment"]) <= variables_read()


def test_start_order_follows_health():
    assert SERVICES["web"]["depends_on"]["prepare"]["condition"] == "service_completed_successfully"
    assert SERVICES["prepare"]["depends_on"]["postgres"]["condition"] == "service_healthy"
    assert SERVICES["proxy"]["depends_on"]["web"]["condition"] == "service_healthy"
    for service in ("postgres", "redis", "worker", "beat", "proxy"):
        assert SERVICES[service]["healthcheck"]["test"]


def test_only_the_proxy_is_reachable_from_outside():
    assert [name for name, entry in SERVICES.items() if entry.get("ports")] == ["proxy"]
    assert COMPOSE["networks"]["inside"]["internal"] is True
    assert SERVICES["postgres"]["networks"] == SERVICES["redis"]["networks"] == ["inside"]


def test_no_secret_stands_in_the_file():
    text = (ROOT / "docker-compose.yml").read_text()
    asked = set(re.findall(r"\$\{([A-Z_]+)", text))

    assert not re.search(r"(SECRET_KEY|PASSWORD): [^$]", text)
    assert asked <= set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))


def test_postgres_is_made_like_the_embedded_one():
    arguments = SERVICES["postgres"]["environment"]["POSTGRES_INITDB_ARGS"]

    assert arguments in " ".join((ROOT / "qmportal/launch/servers.py").read_text().replace('"', "").split()).replace(
        ", ", " "
    )


def test_the_image_runs_as_somebody_ordinary():
    lines = (ROOT / "Dockerfile").read_text().splitlines()

    assert "USER portal" in lines
    assert any(line.startswith("HEALTHCHECK") for line in lines)
    assert all((ROOT / path).exists() for path in ("deploy/gunicorn.py", "deploy/healthy.py", "deploy/Caddyfile"))
    ast.parse((ROOT / "deploy/gunicorn.py").read_text())


def test_every_variable_is_explained():
    explained = (ROOT / "docs/operation.md").read_text()

    assert {name for name in variables_read() if name not in explained} == set()
