"""The only module that knows the Bot Framework SDK, which is archived: what it does wrong is put right here.

botbuilder 4.17.1, measured: a bad token ends in a 500, some bad tokens pass, keys and tokens are fetched on the event
loop (a token with every turn), a rotated key is not found for a day, and the bearer token goes to any address that a
reference names. An invoke's body is serialised twice, so `CloudAdapter.process` is not used at all.
"""

import asyncio
import json
import logging
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from typing import Any, TypeVar

import requests
from botbuilder.core import TurnContext
from botbuilder.integration.aiohttp import (
    CloudAdapter,
    ConfigurationBotFrameworkAuthentication,
    ConfigurationServiceClientCredentialFactory,
)
from botbuilder.schema import Activity, ConversationAccount, ConversationParameters, ConversationReference
from botframework.connector.auth.jwt_token_extractor import JwtTokenExtractor
from msal import ConfidentialClientApplication
from msrest.exceptions import ClientRequestError
from msrest.universal_http.requests import ClientRetryPolicy

from ritualbot.errors import NotSent, SendFailed, Undeliverable, Unsure, WorkspaceGone
from ritualbot.platforms.teams.failures import TokenRefused, failure, unanswered
from ritualbot.platforms.teams.guard import tenant_of
from ritualbot.platforms.teams.keys import Keys, KeysUnavailable
from ritualbot.platforms.teams.port import Answer, Json, Reference, Refused, Run
from ritualbot.platforms.teams.registration import Registration
from ritualbot.platforms.teams.sdk_settings import CLOUD, sdk_settings

LOG = logging.getLogger(__name__)
CHANNEL = "msteams"
TIMEOUT_SECONDS = 10.0
ROSTER_PAGE = 200  # people; the Connector takes 50 to 500
# The authority's words for an app that will get no token until an administrator does something.
_NO_SUCH_APP = frozenset({"invalid_client", "unauthorized_client", "invalid_request", "invalid_scope"})

# msrest looks 999 codes up in a list of 500, for every client it makes: 5 ms of the processor each.
ClientRetryPolicy.safe_codes = frozenset(ClientRetryPolicy.safe_codes)  # type: ignore[assignment]

T = TypeVar("T")


class TeamsAdapter(CloudAdapter):  # type: ignore[misc]  # the SDK has no types
    """A port.Connector. `monotonic` gives seconds; `seconds` is how long the Connector may take to answer."""

    def __init__(
        self, registration: Registration, monotonic: Callable[[], float], seconds: float = TIMEOUT_SECONDS
    ) -> None:
        self._registration = registration
        self._seconds = seconds
        self._keys = Keys(registration.openid_url, monotonic)
        # The SDK looks for its store of keys by an address, here, for the whole process: each adapter has its own.
        address = f"{registration.openid_url}#{id(self)}"
        JwtTokenExtractor.metadataCache[address] = self._keys
        configuration = sdk_settings(registration, address)
        self._credentials = _Credentials(configuration)
        super().__init__(ConfigurationBotFrameworkAuthentication(configuration, credentials_factory=self._credentials))

    async def refresh_keys(self) -> None:
        try:
            await self._keys.refresh()
        except KeysUnavailable:
            raise NotSent("keys") from None

    async def receive(self, activity: Json, authorization: str, run: Run) -> Answer | None:
        found, tenant = _read(activity)
        if not self._registration.trusts(found.service_url or ""):
            raise Refused(401)
        known = await self._authenticated(found, authorization)
        if tenant not in self._registration.allowed_tenants:
            raise Refused(403)
        answers: list[Answer | None] = []

        async def turn(_context: TurnContext) -> None:
            answers.append(await run(activity))

        await self.process_activity(known, found, turn)
        return answers[0]

    async def _authenticated(self, activity: Any, authorization: str) -> Any:
        """The SDK's finding about who sent it. Raises Refused for everything it objects to, and for what it forgets."""
        app_id = self._registration.app_id
        try:
            known = await self.bot_framework_authentication.authenticate_request(
                activity, authorization if app_id else None
            )
        except KeysUnavailable:
            raise Refused(503) from None
        except Exception as error:  # noqa: BLE001 - PermissionError, KeyError, IndexError, PyJWT's: all mean no
            LOG.warning("teams_token_refused %s", type(error).__name__)
            raise Refused(401) from None
        if not app_id:
            return known
        claims = known.claims_identity.claims
        expected = {"iss": CLOUD, "aud": app_id, "serviceurl": activity.service_url}
        if "exp" not in claims or any(claims.get(name) != value for name, value in expected.items()):
            LOG.warning("teams_token_refused claims")
            raise Refused(401)
        return known

    async def send(self, ref: Reference, activity: Json) -> str:
        message = _message(ref, activity)
        answer = await self._call(ref.service_url, lambda calls: calls.send_to_conversation(ref.conversation, message))
        return _id(answer, "id")

    async def new_thread(self, ref: Reference, activity: Json) -> str:
        wanted = ConversationParameters(
            is_group=True,
            bot={"id": ref.bot},
            tenant_id=ref.tenant,
            channel_data={"channel": {"id": ref.channel}, "tenant": {"id": ref.tenant}},
            activity=_message(ref, activity),
        )
        answer = await self._call(ref.service_url, lambda calls: calls.create_conversation(wanted))
        return _id(answer, "activity_id")

    async def update(self, ref: Reference, activity_id: str, activity: Json) -> None:
        message = _message(ref, {**activity, "id": activity_id})
        await self._call(ref.service_url, lambda calls: calls.update_activity(ref.conversation, activity_id, message))

    async def open_personal(self, service_url: str, tenant: str, account: str, bot: str) -> str:
        """Opening twice opens once, so nothing about it is ever unsure."""
        wanted = ConversationParameters(
            is_group=False,
            bot={"id": bot},
            members=[{"id": account}],
            tenant_id=tenant,
            channel_data={"tenant": {"id": tenant}},
        )
        try:
            answer = await self._call(service_url, lambda calls: calls.create_conversation(wanted))
            return _id(answer, "id")
        except Unsure as error:
            raise NotSent(str(error)) from None

    async def members(self, ref: Reference) -> AsyncIterator[Json]:
        place, token = ref.conversation.partition(";")[0], ""
        while True:
            page, token = await self._call(ref.service_url, partial(_page, place, token))
            for member in page:
                yield member
            if not token:
                return

    async def process_proactive(
        self, claims_identity: Any, continuation_activity: Any, audience: Any, logic: Any
    ) -> None:
        """Where every continued conversation begins: no other host than the Connector's gets our bearer token."""
        self._check(continuation_activity.service_url)
        await super().process_proactive(claims_identity, continuation_activity, audience, logic)

    async def create_conversation(self, *args: Any, service_url: str = "", **more: Any) -> None:
        """The SDK's own way to begin one, with the same check."""
        self._check(service_url)
        await super().create_conversation(*args, service_url=service_url, **more)

    def _check(self, service_url: str) -> None:
        if not self._registration.trusts(service_url or ""):
            raise Undeliverable("service_url")

    async def _call(self, service_url: str, call: Callable[[Any], Awaitable[T]]) -> T:
        """One request to the Connector, and what came of it. Raises the errors.SendFailed family, and nothing else."""
        answers: list[T] = []

        async def turn(context: TurnContext) -> None:
            client = context.turn_state[self.BOT_CONNECTOR_CLIENT_KEY]
            _tame(client.config, self._seconds)
            answers.append(await call(client.conversations))

        self._check(service_url)
        reference = ConversationReference(
            channel_id=CHANNEL, service_url=service_url, conversation=ConversationAccount(id="")
        )
        await self._credentials.have_token(self._registration)
        try:
            await self.continue_conversation(reference, turn, self._registration.app_id)
        except TokenRefused:
            self._credentials.forget()
            raise
        except SendFailed:
            raise
        except ClientRequestError as error:
            raise unanswered(error) from None
        except Exception as error:  # noqa: BLE001 - a body that is no answer: nobody knows
            raise Unsure(type(error).__name__) from None
        return answers[0]


class _Credentials(ConfigurationServiceClientCredentialFactory):  # type: ignore[misc]  # the SDK has no types
    """One MSAL application for the life of the process: the SDK makes one, with an empty token cache, every turn."""

    def __init__(self, configuration: Any) -> None:
        super().__init__(configuration)
        self._made: dict[tuple[str, str, str], Any] = {}
        self._one_at_a_time = threading.Lock()

    async def create_credentials(
        self, app_id: str, oauth_scope: str, login_endpoint: str, validate_authority: bool
    ) -> Any:
        key = (app_id, oauth_scope, login_endpoint)
        if key not in self._made:
            self._made[key] = await super().create_credentials(app_id, oauth_scope, login_endpoint, validate_authority)
        return self._made[key]

    async def have_token(self, registration: Registration) -> None:
        """Leaves a token in MSAL's cache, where the SDK, which asks for it on the event loop, finds it at once.

        Raises errors.NotSent where none can be had now, WorkspaceGone where this app gets none.
        """
        if not registration.app_id:
            return
        made = await self.create_credentials(registration.app_id, CLOUD, registration.login_url, True)
        try:
            await asyncio.to_thread(self._fetch, made)
        except PermissionError as error:  # the SDK's, with the authority's word in its text
            word = next((each for each in _NO_SUCH_APP if f"error: {each}," in str(error)), "")
            raise WorkspaceGone(word) if word else NotSent("token") from None
        except Exception as error:  # noqa: BLE001 - requests', MSAL's ValueError: nothing was sent
            raise NotSent(type(error).__name__) from None

    def _fetch(self, made: Any) -> None:
        with self._one_at_a_time:
            if made.app is None:  # the SDK would make it without a time limit
                made.app = ConfidentialClientApplication(
                    client_id=made.microsoft_app_id,
                    client_credential=made.microsoft_app_password,
                    authority=made.oauth_endpoint,
                    timeout=TIMEOUT_SECONDS,
                )
            try:
                made.get_access_token()
            except BaseException:
                made.app = None  # MSAL would repeat a failure for a minute without asking again
                raise

    def forget(self) -> None:
        """The tokens there are do not count any more."""
        self._made.clear()


def _read(activity: Json) -> tuple[Any, str]:
    """The SDK's activity and the tenant. Raises Refused for moments that are none, lists where objects belong."""
    try:
        return Activity().deserialize(dict(activity)), tenant_of(activity)
    except Exception:  # noqa: BLE001 - msrest's DeserializationError, and what it stumbles over before
        raise Refused(400) from None


def _message(ref: Reference, activity: Json) -> Any:
    whole = {
        **activity,
        "channelId": CHANNEL,
        "serviceUrl": ref.service_url,
        "from": {"id": ref.bot},
        "conversation": {"id": ref.conversation},
    }
    return Activity().deserialize(whole)


async def _page(place: str, token: str, calls: Any) -> tuple[list[Json], str]:
    """The people as the Connector gave them, which the SDK's lose their object id, and the token of the next page."""
    answer = await calls.get_conversation_paged_members(place, ROSTER_PAGE, token or None, raw=True)
    page = json.loads(answer.response.content)
    return [dict(each) for each in page.get("members") or ()], page.get("continuationToken") or ""


def _id(answer: Any, name: str) -> str:
    found = getattr(answer, name, None)
    if not found:
        raise Unsure(f"no_{name}")
    return str(found)


def _tame(config: Any, seconds: float) -> None:
    """Delivery owns every retry, and an error or a redirect speaks before anything is made of it."""
    config.retry_policy.retries = 0
    policy = config.retry_policy.policy  # the session of this client holds it already
    policy.status_forcelist, policy.respect_retry_after_header = frozenset(), False
    config.connection.timeout = seconds
    config.hooks.append(_speak)


def _speak(response: requests.Response, *_args: object, **_more: object) -> None:
    if response.status_code < 300:
        return
    try:
        body = response.content
    except requests.RequestException:
        body = b""
    raise failure(response.status_code, response.headers, body)
