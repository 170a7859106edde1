"""What `ritualbot doctor` says of Slack: settings, scopes, hosts; with `--online` whether the token works."""

from urllib.parse import urlsplit

import sqlalchemy as sa

from ritualbot.app.finding import Finding
from ritualbot.app.slack_settings import check, is_set_up
from ritualbot.errors import SendFailed, SettingsRefused
from ritualbot.platforms.slack.calls import open_session
from ritualbot.platforms.slack.install import Granted, Registry
from ritualbot.platforms.slack.manifest import OPTIONAL, REQUIRED, SCOPES
from ritualbot.settings import Settings
from ritualbot.store import install as installs
from ritualbot.store.engine import reading
from ritualbot.store.team import Workspace

_AGAIN = "ritualbot slack manifest, paste it at api.slack.com/apps, install the app again"
_FILES = "files.slack.com"  # where uploads go
_SOCKETS = "wss-primary.slack.com"


def of_settings(settings: Settings) -> list[Finding]:
    """Nothing where Slack is not set up."""
    if not is_set_up(settings):
        return []
    try:
        check(settings)
    except SettingsRefused as refused:
        return [Finding("slack settings", False, str(refused), "README.md, Slack in ten minutes")]
    return [Finding("slack settings", True, "complete"), _address(settings), _hosts(settings)]


def _address(settings: Settings) -> Finding:
    if settings.public_url:
        return Finding("public address", True, settings.public_url)
    if settings.slack_app_token:
        return Finding("public address", True, "none, Socket Mode: for trying")
    return Finding("public address", True, "not told: Slack must reach /slack/events over HTTPS all the same")


def _hosts(settings: Settings) -> Finding:
    """For whoever runs the firewall."""
    own = urlsplit(settings.slack_api_url).hostname or ""
    found = [own, f"hooks.{own}", _FILES] + ([_SOCKETS] if settings.slack_app_token else [])
    return Finding("hosts to open", True, ", ".join(found) + " (443, outgoing)")


def of_installs(engine: sa.Engine) -> list[Finding]:
    """Where what was granted is not what is asked for today."""
    found = []
    with reading(engine) as session:
        for install in installs.with_token(session):
            workspace = session.get_one(Workspace, install.workspace_id)
            granted = frozenset(filter(None, install.scopes.split(",")))
            found += of_scopes(f"slack:{workspace.external_id}", granted) if granted else []
    return found


def of_scopes(where: str, granted: frozenset[str]) -> list[Finding]:
    missing = [scope for scope in REQUIRED if scope not in granted]
    spare = sorted(granted - {*SCOPES})
    unused = [scope for scope in OPTIONAL if scope not in granted]
    if missing:
        return [Finding(f"scopes of {where}", False, f"missing: {', '.join(missing)}", _AGAIN)]
    if spare:
        return [Finding(f"scopes of {where}", False, f"more than needed: {', '.join(spare)}", _AGAIN)]
    without = f", without {', '.join(unused)}: an uncertain message there is repeated once" if unused else ""
    return [Finding(f"scopes of {where}", True, f"complete{without}")]


async def online(settings: Settings) -> list[Finding]:
    """Asks Slack about the token of the settings."""
    if not settings.slack_bot_token:
        return []
    token = settings.slack_bot_token.get_secret_value()
    async with open_session() as session:
        registry = Registry(session, settings.slack_api_url)
        try:
            granted: Granted = await registry.identity(token)
        except SendFailed as error:
            step = "check SLACK_BOT_TOKEN, SLACK_API_URL, HTTPS_PROXY and that the app is still installed"
            return [Finding("slack token", False, f"{type(error).__name__}: {error}", step)]
        scopes = await registry.scopes(token)
    works = Finding("slack token", True, f"works in {granted.name} ({granted.workspace})")
    return [works, *(of_scopes(f"slack:{granted.workspace}", scopes) if scopes else [])]
