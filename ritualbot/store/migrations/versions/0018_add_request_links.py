"""Links for people outside the chat, to one request each."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision: str | None = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "request_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_request_link_made_by")),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name=op.f("fk_request_link_request_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_request_link_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_link")),
        sa.UniqueConstraint("digest", name=op.f("uq_request_link_digest")),
        sa.UniqueConstraint("ref", name=op.f("uq_request_link_ref")),
    )
    op.create_index(op.f("ix_request_link_request_id"), "request_link", ["request_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_request_link_request_id"), table_name="request_link")
    op.drop_table("request_link")
