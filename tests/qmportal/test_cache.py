"""The portal without its cache server."""

from __future__ import annotations

import pytest
from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache

from qmportal.cache import TolerantRedisCache
from tests.factories import PASSWORD

NOWHERE = "redis://127.0.0.1:1/0"


@pytest.fixture
def no_redis(settings):
    """The cache is where nobody listens."""
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": NOWHERE}}


def test_settings_use_it(settings):
    assert isinstance(caches["default"], TolerantRedisCache)
    assert settings.CACHES["default"]["OPTIONS"]["socket_connect_timeout"] <= 1


def test_it_is_empty_and_forgets(no_redis):
    cache = caches["default"]

    assert cache.add("key", 1) is True
    assert cache.set("key", 1) is None
    assert cache.get("key") is None
    assert cache.get("key", "default") == "default"
    assert cache.get_many(["key"]) == {}
    assert cache.set_many({"key": 1}) == ["key"]
    assert cache.delete_many(["key"]) is None
    assert cache.touch("key") is cache.delete("key") is cache.clear() is False
    assert "key" not in cache
    assert cache.get_or_set("key", lambda: 5) == 5
    with pytest.raises(ValueError, match="not found"):
        cache.incr("key")


def test_it_works_where_the_server_does():
    cache = caches["default"]

    cache.set("key", 1)

    assert isinstance(cache, RedisCache)
    assert cache.incr("key") == 2


def test_O_03_people_sign_in_without_it(no_redis, client, member):
    answer = client.post("/en/accounts/login/", {"login": member.email, "password": PASSWORD})

    assert answer["Location"] == "/en/my-work/"
    assert client.get("/en/profile/").status_code == 200


def test_O_03_wrong_passwords_are_still_refused(no_redis, client, member):
    answer = client.post("/en/accounts/login/", {"login": member.email, "password": "wrong"})

    assert answer.status_code == 200
    assert "are not correct" in answer.content.decode()
