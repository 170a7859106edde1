"""The keys the Connector signs its tokens with: fetched in a thread, kept, and fetched again when they were rotated."""

import asyncio
import json
import logging
from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

import requests
from jwt.algorithms import RSAAlgorithm

LOG = logging.getLogger(__name__)
FRESH_SECONDS = 24 * 3600.0  # Microsoft: "refresh at least every 24 hours" (Bot Framework authentication)
FORCED_SECONDS = 300.0  # a key nobody knows makes us look again, but not more often than this
FAILED_SECONDS = 10.0  # the pause after a failure: requests in between are told at once
TIMEOUT_SECONDS = 10.0


class KeysUnavailable(Exception):
    """Whoever publishes the keys cannot be reached, or tells none."""


class Keys:
    """`url` is the OpenID metadata; `monotonic` gives seconds.

    Stands where the SDK's own store of keys would, which downloads on the event loop and without a time limit, and
    raises IndexError for a key it does not know.
    """

    def __init__(self, url: str, monotonic: Callable[[], float]) -> None:
        self._url = url
        self._monotonic = monotonic
        self._keys: Mapping[str, Mapping[str, Any]] = {}
        self._fetched_at = -FRESH_SECONDS
        self._forced_at = -FORCED_SECONDS
        self._failed_at = -FAILED_SECONDS
        self._one_at_a_time = asyncio.Lock()

    async def get(self, key_id: str | None) -> SimpleNamespace:
        """The key with this id and the channels it speaks for, as the SDK asks for them.

        Raises PermissionError where there is none, KeysUnavailable where nobody can tell.
        """
        if not self._are_fresh():
            await self._fetch_unless(self._are_fresh)
        if key_id not in self._keys and self._may_be_forced():
            await self._fetch_unless(lambda: key_id in self._keys or not self._may_be_forced())
            self._forced_at = self._monotonic()  # before anybody who waited goes on
        found = self._keys.get(key_id or "")
        if found is None:
            raise PermissionError("key")
        key = RSAAlgorithm.from_jwk(json.dumps(found))
        return SimpleNamespace(public_key=key, endorsements=found.get("endorsements", []))

    async def refresh(self) -> None:
        """Raises KeysUnavailable; the keys there were stay."""
        async with self._one_at_a_time:
            await self._fetch()

    def _are_fresh(self) -> bool:
        return bool(self._keys) and self._monotonic() - self._fetched_at < FRESH_SECONDS

    def _may_be_forced(self) -> bool:
        return self._monotonic() - self._forced_at >= FORCED_SECONDS

    async def _fetch_unless(self, done: Callable[[], bool]) -> None:
        """Of many requests that wait for the same keys, the first fetches them for all."""
        async with self._one_at_a_time:
            if done():
                return
            if self._monotonic() - self._failed_at < FAILED_SECONDS:
                raise KeysUnavailable
            await self._fetch()

    async def _fetch(self) -> None:
        try:
            self._keys = await asyncio.to_thread(_download, self._url)
        except (requests.RequestException, ValueError, KeyError, TypeError) as error:
            self._failed_at = self._monotonic()
            LOG.warning("teams_keys_unavailable %s", type(error).__name__)
            raise KeysUnavailable from None
        self._fetched_at = self._monotonic()


def _download(url: str) -> dict[str, Mapping[str, Any]]:
    metadata = requests.get(url, timeout=TIMEOUT_SECONDS)
    metadata.raise_for_status()
    found = requests.get(metadata.json()["jwks_uri"], timeout=TIMEOUT_SECONDS)
    found.raise_for_status()
    return {str(key["kid"]): dict(key) for key in found.json()["keys"] if "kid" in key}
