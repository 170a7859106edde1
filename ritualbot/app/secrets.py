"""`ritualbot secrets`, and what the processes need to know of the keys."""

from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session

from ritualbot.app.database import open_database, vault_of
from ritualbot.clock import WallClock
from ritualbot.errors import CommandRefused, Unreadable
from ritualbot.settings import Settings
from ritualbot.store import audit, install as installs, retro_box
from ritualbot.store.audit import COMMAND_LINE, Action
from ritualbot.store.engine import begin, reading
from ritualbot.store.install import Install
from ritualbot.store.secrets import Vault, new_key as fresh
from ritualbot.store.team import Workspace

NO_KEY = "tokens are stored and RITUALBOT_SECRET_KEY is not set: set the key they were encrypted with"


def new_key(say: Callable[[str], None]) -> None:
    say(fresh())


def require_key(engine: sa.Engine, settings: Settings) -> None:
    """Raises CommandRefused where tokens are stored and there is no key at all."""
    if vault_of(settings) is not None:
        return
    with reading(engine) as session:
        if installs.with_token(session):
            raise CommandRefused(NO_KEY)


def rotate(settings: Settings, say: Callable[[str], None]) -> None:
    """Every stored token under the first key, all or none. Raises CommandRefused."""
    vault = vault_of(settings)
    if vault is None:
        raise CommandRefused("RITUALBOT_SECRET_KEY is not set: put the new key first, a comma, then the old one")
    engine = open_database(settings)
    with begin(engine) as session:
        found = installs.with_token_locked(session)
        for install in found:
            _encrypt_anew(session, vault, install)
        _seal_anew(session, vault)
        _note(session, found, WallClock().now())
    say(f"{len(found)} tokens are encrypted with the first key; the others may go from RITUALBOT_SECRET_KEY")


def _encrypt_anew(session: Session, vault: Vault, install: Install) -> None:
    try:
        install.token = vault.encrypt_anew(install.token)
    except Unreadable:
        workspace = session.get_one(Workspace, install.workspace_id)
        raise CommandRefused(
            f"the token of {workspace.platform}:{workspace.external_id} cannot be read with any key of "
            "RITUALBOT_SECRET_KEY: add the key it was encrypted with, or install the app there again; nothing was "
            "changed"
        ) from None
    session.add(install)


def _seal_anew(session: Session, vault: Vault) -> None:
    """The keys of what retros hide, until they are thrown away."""
    try:
        for box in retro_box.all_locked(session):
            box.key = vault.encrypt_anew(box.key)
            session.add(box)
    except Unreadable:
        raise CommandRefused(
            "what a retro hides cannot be read with any key of RITUALBOT_SECRET_KEY: add the key it was sealed with; "
            "nothing was changed"
        ) from None


def _note(session: Session, rotated: list[Install], now: datetime) -> None:
    for install in rotated:
        workspace = session.get_one(Workspace, install.workspace_id)
        audit.record(
            session,
            workspace.tenant_id,
            now,
            actor=COMMAND_LINE,
            action=Action.SECRETS_ROTATED,
            object=workspace.external_id,
        )


def unreadable(session: Session, vault: Vault | None) -> list[Workspace]:
    """The workspaces whose token no key opens."""
    return [
        session.get_one(Workspace, install.workspace_id)
        for install in installs.with_token(session)
        if vault is None or not _opens(vault, install)
    ]


def _opens(vault: Vault, install: Install) -> bool:
    try:
        vault.decrypt(install.token)
    except Unreadable:
        return False
    return True
