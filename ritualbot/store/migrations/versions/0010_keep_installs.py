"""Installations and their tokens; workspaces that are paused, conversations that take nothing for now."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision: str | None = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("workspace") as workspace:
        workspace.add_column(sa.Column("state", sa.String(), nullable=False, server_default="active"))
        workspace.add_column(sa.Column("reason", sa.String(), nullable=False, server_default=""))
        workspace.add_column(sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True))
        workspace.add_column(sa.Column("resumed_at", sa.DateTime(timezone=True), nullable=True))
        workspace.create_check_constraint(op.f("ck_workspace_state"), "state IN ('active', 'paused')")
    with op.batch_alter_table("destination") as destination:
        destination.add_column(sa.Column("state", sa.String(), nullable=False, server_default="open"))
        destination.add_column(sa.Column("suspended_at", sa.DateTime(timezone=True), nullable=True))
        destination.create_check_constraint(op.f("ck_destination_state"), "state IN ('open', 'closed', 'shared')")
    op.create_table(
        "install",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("bot_user", sa.String(), nullable=False),
        sa.Column("bot_id", sa.String(), nullable=False),
        sa.Column("app_id", sa.String(), nullable=False),
        sa.Column("scopes", sa.String(), nullable=False),
        sa.Column("enterprise", sa.String(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("org_wide", sa.Boolean(), nullable=False),
        sa.Column("installed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_install_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_install")),
        sa.UniqueConstraint("workspace_id", name=op.f("uq_install_workspace_id")),
    )
    op.create_table(
        "install_state",
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("browser", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_install_state")),
    )
    op.create_index(op.f("ix_install_state_expires_at"), "install_state", ["expires_at"], unique=False)


def downgrade() -> None:
    op.drop_table("install_state")
    op.drop_table("install")
    with op.batch_alter_table("destination") as destination:
        destination.drop_constraint(op.f("ck_destination_state"), type_="check")
        for column in ("suspended_at", "state"):
            destination.drop_column(column)
    with op.batch_alter_table("workspace") as workspace:
        workspace.drop_constraint(op.f("ck_workspace_state"), type_="check")
        for column in ("resumed_at", "paused_at", "reason", "state"):
            workspace.drop_column(column)
