"""Conversations a bot has been seen in, and the accounts behind people's ids: what a platform wants told before it
takes a message there. Only platforms whose own ids say too little keep anything here."""

from collections.abc import Collection, Mapping

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select, update
from sqlmodel.sql.expression import SelectOfScalar

from ritualbot.store.engine import insert_or_change
from ritualbot.store.team import Workspace


class Conversation(SQLModel, table=True):
    """How one conversation is reached. `user` is whose it is, where it is a direct one; `open` False: the bot is in it
    no more; `greeted`: it has said who it is since it came."""

    __table_args__ = (
        sa.UniqueConstraint("workspace_id", "conversation"),
        sa.Index("ix_conversation_workspace_id_user", "workspace_id", "user"),
    )

    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    conversation: str
    scope: str  # the platform's own word for its kind
    service_url: str
    bot: str
    team: str = ""  # the platform's id of the team a channel belongs to
    name: str = ""
    user: str = ""
    open: bool = True
    greeted: bool = False


class Account(SQLModel, table=True):
    """The account behind a user id: what a direct conversation is opened with."""

    __table_args__ = (sa.UniqueConstraint("workspace_id", "user"),)

    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    user: str
    account: str


def of_conversation(session: Session, platform: str, external_id: str, conversation: str) -> Conversation | None:
    query = _conversations(platform, external_id).where(col(Conversation.conversation) == conversation)
    return session.exec(query).first()


def of_user(session: Session, platform: str, external_id: str, user: str) -> Conversation | None:
    """The direct conversation with someone, while the bot is in it; the newest, should there have been several."""
    query = _conversations(platform, external_id).where(col(Conversation.user) == user, col(Conversation.open))
    return session.exec(query.order_by(col(Conversation.id).desc())).first()


def newest(session: Session, platform: str, external_id: str) -> Conversation | None:
    """The conversation of a workspace that was seen last, one that the bot is still in first: how the workspace as a
    whole is reached."""
    query = _conversations(platform, external_id)
    return session.exec(query.order_by(col(Conversation.open).desc(), col(Conversation.id).desc())).first()


def shared(session: Session, platform: str, external_id: str) -> list[Conversation]:
    """Those of several people that the bot is in; of each team of the platform's own one, for all have its people."""
    query = _conversations(platform, external_id).where(col(Conversation.user) == "", col(Conversation.open))
    found = session.exec(query.order_by(col(Conversation.id)))
    return list({each.team or each.conversation: each for each in found}.values())


def account_of(session: Session, platform: str, external_id: str, user: str) -> str:
    query = (
        select(Account.account)
        .join(Workspace, col(Workspace.id) == col(Account.workspace_id))
        .where(col(Workspace.platform) == platform, col(Workspace.external_id) == external_id)
        .where(col(Account.user) == user)
    )
    return session.exec(query).first() or ""


def accounts_of(session: Session, platform: str, external_id: str) -> dict[str, str]:
    """Every account that is known in a workspace, by user id."""
    query = (
        select(Account)
        .join(Workspace, col(Workspace.id) == col(Account.workspace_id))
        .where(col(Workspace.platform) == platform, col(Workspace.external_id) == external_id)
    )
    return {each.user: each.account for each in session.exec(query)}


def _conversations(platform: str, external_id: str) -> SelectOfScalar[Conversation]:
    return (
        select(Conversation)
        .join(Workspace, col(Workspace.id) == col(Conversation.workspace_id))
        .where(col(Workspace.platform) == platform, col(Workspace.external_id) == external_id)
    )


def keep(session: Session, seen: Conversation) -> None:
    """Takes the place of what was known of it; a name or a team that is not told stays."""
    told = seen.model_dump(exclude={"id", "workspace_id", "conversation", "greeted"})
    values = {name: value for name, value in told.items() if value != "" or name not in ("name", "team")}
    key = {"workspace_id": seen.workspace_id, "conversation": seen.conversation}
    insert_or_change(session, Conversation, key, values)


def keep_accounts(session: Session, workspace_id: int, accounts: Mapping[str, str]) -> None:
    for user, account in accounts.items():
        insert_or_change(session, Account, {"workspace_id": workspace_id, "user": user}, {"account": account})


def greet(session: Session, workspace_id: int, conversation: str) -> bool:
    """Notes that the bot says who it is; False where it did since it came, or was never seen."""
    done = session.connection().execute(
        update(Conversation)
        .where(col(Conversation.workspace_id) == workspace_id, col(Conversation.conversation) == conversation)
        .where(~col(Conversation.greeted))
        .values(greeted=True)
    )
    return bool(done.rowcount)


def of_team(session: Session, platform: str, external_id: str, team: str) -> list[Conversation]:
    """The conversations of one of the platform's own teams that were seen, in the order they were."""
    query = _conversations(platform, external_id).where(col(Conversation.team) == team)
    return list(session.exec(query.order_by(col(Conversation.id))))


def close(session: Session, found: Collection[Conversation]) -> None:
    """The bot was taken out of them."""
    for each in found:
        each.open, each.greeted = False, False
        session.add(each)
    session.flush()
