"""How conversations are reached on Teams, the accounts behind people's ids there, and forms as they were asked."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision: str | None = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "conversation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("conversation", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("service_url", sa.String(), nullable=False),
        sa.Column("bot", sa.String(), nullable=False),
        sa.Column("team", sa.String(), nullable=False, server_default=""),
        sa.Column("name", sa.String(), nullable=False, server_default=""),
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("greeted", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_conversation_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation")),
        sa.UniqueConstraint("workspace_id", "conversation", name=op.f("uq_conversation_workspace_id_conversation")),
    )
    op.create_index("ix_conversation_workspace_id_user", "conversation", ["workspace_id", "user"], unique=False)
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_account_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("workspace_id", "user", name=op.f("uq_account_workspace_id_user")),
    )
    op.create_table(
        "asked_form",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_asked_form_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asked_form")),
        sa.UniqueConstraint("person_id", "action", "ref", name=op.f("uq_asked_form_person_id_action_ref")),
    )
    op.create_index(op.f("ix_asked_form_asked_at"), "asked_form", ["asked_at"], unique=False)
    op.create_index("ix_outbox_message", "outbox", ["message"], unique=False)
    with op.batch_alter_table("workspace") as workspace:
        workspace.add_column(sa.Column("link", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("workspace") as workspace:
        workspace.drop_column("link")
    op.drop_index("ix_outbox_message", "outbox")
    op.drop_table("asked_form")
    op.drop_table("account")
    op.drop_table("conversation")
