"""What a platform gave us when the app was installed in a workspace, and the installations under way.

The token is ciphertext (`store.secrets`): it is never read or written in the open here.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, delete, select

from ritualbot.store.engine import UtcDateTime, insert_once, insert_or_change
from ritualbot.store.team import Workspace


class Install(SQLModel, table=True):
    """The installation of a workspace: the newest only. Removed, its token is gone."""

    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id", unique=True)
    token: str = Field(default="", sa_type=sa.Text)
    bot_user: str = ""
    bot_id: str = ""
    app_id: str = ""
    scopes: str = ""  # those granted, separated by commas
    enterprise: str = ""  # the organisation's E… id, where there is one
    team: str = ""  # the T… id; empty for an organisation-wide installation
    org_wide: bool = False
    installed_at: datetime = Field(sa_type=UtcDateTime)
    removed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class InstallState(SQLModel, table=True):
    """An installation begun: the hash of what its answer must bring, and of the browser it must come from."""

    __tablename__ = "install_state"

    hash: str = Field(primary_key=True)
    browser: str
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)


MOST_BEGUN = 1_000  # installations begun and not over: nobody fills the table from outside
_WITH_TOKEN = select(Install).where(col(Install.token) != "").order_by(col(Install.id))


def keep(session: Session, install: Install) -> None:
    """Takes the place of the workspace's former installation."""
    values = install.model_dump(exclude={"id", "workspace_id"})
    insert_or_change(session, Install, {"workspace_id": install.workspace_id}, values)


def of_workspace(session: Session, workspace_id: int) -> Install | None:
    return session.exec(select(Install).where(col(Install.workspace_id) == workspace_id)).first()


def of_external(session: Session, platform: str, external_id: str) -> Install | None:
    """The installation of a workspace by its platform's id, while it stands."""
    query = (
        select(Install)
        .join(Workspace, col(Workspace.id) == col(Install.workspace_id))
        .where(col(Workspace.platform) == platform, col(Workspace.external_id) == external_id)
        .where(col(Install.removed_at).is_(None))
    )
    return session.exec(query).first()


def with_token(session: Session) -> list[Install]:
    """Those that hold a token, in the order they came."""
    return list(session.exec(_WITH_TOKEN))


def with_token_locked(session: Session) -> list[Install]:
    """The same, to be changed in this transaction: an installation made meanwhile waits for its end."""
    return list(session.exec(_WITH_TOKEN.with_for_update()))


def remove(session: Session, workspace_id: int, now: datetime) -> None:
    """Forgets the token of a workspace the app was removed from."""
    found = of_workspace(session, workspace_id)
    if found is not None and found.removed_at is None:
        found.token, found.removed_at = "", now
        session.add(found)
        session.flush()


def begin(session: Session, hashed: str, browser: str, now: datetime, expires_at: datetime) -> bool:
    """Notes that someone sets out to install. False: as many have as one service ever needs."""
    session.connection().execute(delete(InstallState).where(col(InstallState.expires_at) <= now))
    if session.exec(select(sa.func.count(col(InstallState.hash)))).one() >= MOST_BEGUN:
        return False
    return insert_once(session, InstallState, {"hash": hashed, "browser": browser, "expires_at": expires_at})


def take(session: Session, hashed: str, browser: str, now: datetime) -> bool:
    """Uses up what was begun; False when it never was, was used, is over, or began in another browser."""
    mine = delete(InstallState).where(col(InstallState.hash) == hashed)
    found = session.connection().execute(mine.returning(col(InstallState.browser), col(InstallState.expires_at)))
    row = found.first()
    session.connection().execute(delete(InstallState).where(col(InstallState.expires_at) <= now))
    return row is not None and row.browser == browser and row.expires_at > now
