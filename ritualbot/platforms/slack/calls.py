"""Calls of Slack's Web API: one place that sends them, and one table that says what an answer means.

Everything goes out as a form, which every method takes (reading methods ignore a JSON body); what is no plain value is
JSON inside it (docs.slack.dev, Web API, "Request format").
"""

import asyncio
import json
import logging
from collections.abc import Mapping
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from ritualbot.errors import MessageGone, NotSent, SendFailed, Throttled, Undeliverable, Unsure, WorkspaceGone
from ritualbot.platforms.slack.port import Tokens

TIMEOUT = aiohttp.ClientTimeout(total=10.0, connect=10.0, sock_connect=10.0, sock_read=10.0)
RETRY_AFTER = 30.0  # seconds, where a 429 does not say how long

# What the word of an answer {"ok": false, "error": word} means; any other word is a refusal that trying again does not
# change. Words: the "errors" of the method pages on docs.slack.dev and of the general errors they all share.
ANSWERS: Mapping[str, type[SendFailed]] = {
    **dict.fromkeys(
        # Slack says of the first two that part of it may have happened, of the others nothing at all.
        ("fatal_error", "internal_error", "service_unavailable", "request_timeout", "rollup_error", "update_failed"),
        Unsure,
    ),
    **dict.fromkeys(("ratelimited", "rate_limited"), Throttled),
    # The workspace or the channel is being moved: over by itself after a while.
    **dict.fromkeys(("team_added_to_org", "external_channel_migrating"), NotSent),
    **dict.fromkeys(
        (
            "message_not_found",
            "thread_not_found",
            "cannot_reply_to_message",
            "edit_window_closed",  # it stands for ever as it is
            "cant_update_message",  # posted by the bot user of an earlier installation
        ),
        MessageGone,
    ),
    **dict.fromkeys(
        (
            "account_inactive",
            "token_revoked",
            "token_expired",
            "invalid_auth",
            "not_authed",
            "team_access_not_granted",
            "org_login_required",
        ),
        WorkspaceGone,
    ),
}

# slack_sdk writes arguments and answers into its logger at DEBUG; one that never goes that low keeps them out of ours.
_QUIET = logging.getLogger("ritualbot.slack.sdk")
_QUIET.setLevel(logging.WARNING)


def open_session() -> aiohttp.ClientSession:
    """The one session of a process, through HTTPS_PROXY where it is set. slack_sdk leaves the time limits to it."""
    return aiohttp.ClientSession(timeout=TIMEOUT, trust_env=True)


class Calls:
    """`base_url` is Slack's, a sovereign cloud's, or a test's: `https://slack.com/api/`."""

    def __init__(self, house: Tokens, session: aiohttp.ClientSession, base_url: str) -> None:
        self._house = house
        self._session = session
        self._base_url = base_url

    async def call(self, workspace: str, method: str, **arguments: object) -> dict[str, Any]:
        """The answer's body. Raises the errors.SendFailed family, and nothing else."""
        token = await asyncio.to_thread(self._house.token, workspace)
        client = AsyncWebClient(
            token=token, base_url=self._base_url, session=self._session, retry_handlers=[], logger=_QUIET
        )
        form = {name: _as_form(value) for name, value in arguments.items()}
        try:
            answer = await client.api_call(method, data=form)
        except SlackApiError as error:
            raise _failure(error.response) from None  # its text quotes the body
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise NotSent(type(error).__name__) from None
        except Exception as error:  # noqa: BLE001 - reset, timeout, a body that is no answer: nobody knows
            raise Unsure(type(error).__name__) from None
        assert isinstance(answer.data, dict)  # bytes are the answer of one method alone, which we do not call
        return answer.data

    async def hand_over(self, url: str, content: bytes) -> None:
        """Bytes to an upload address, which is a secret of its own and takes no token. Raises errors.NotSent.

        What only lies there is seen by nobody, so every failure is one that can be tried again.
        """
        try:
            async with self._session.post(url, data=content) as answer:
                if answer.status != 200:
                    raise NotSent(f"http_{answer.status}")
        except (aiohttp.ClientError, TimeoutError) as error:
            raise NotSent(type(error).__name__) from None


def _as_form(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _failure(response: Any) -> SendFailed:
    """What an answer that is no success means. `response` is slack_sdk's or, where the body is no JSON, aiohttp's."""
    status = response.status_code if hasattr(response, "status_code") else response.status
    data = getattr(response, "data", None)
    word = str(data.get("error", "")) if isinstance(data, Mapping) else ""
    if status == 429:
        return Throttled(_retry_after(response.headers))
    if status >= 500 or not word:
        return Unsure(f"http_{status}")
    meaning = ANSWERS.get(word, Undeliverable)
    return Throttled(_retry_after(response.headers)) if meaning is Throttled else meaning(word)


def _retry_after(headers: Mapping[str, str]) -> float:
    said = headers.get("Retry-After", "")
    return float(said) if said.isdecimal() else RETRY_AFTER
