"""Drafts of forms, stand-up answers typed as messages, the team one speaks of today."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision: str | None = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("typed", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        _gone_with("draft", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
        sa.UniqueConstraint("person_id", "action", "ref", name=op.f("uq_draft_person_id_action_ref")),
    )
    op.create_index(op.f("ix_draft_changed_at"), "draft", ["changed_at"], unique=False)
    op.create_table(
        "standup_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("typed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('asked', 'offered', 'filed', 'absent')", name=op.f("ck_standup_text_state")),
        sa.ForeignKeyConstraint(
            ["part_id"],
            ["standup_part.id"],
            name=op.f("fk_standup_text_part_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standup_text")),
        sa.UniqueConstraint("ref", name=op.f("uq_standup_text_ref")),
        sa.UniqueConstraint("part_id", "message", name=op.f("uq_standup_text_part_id_message")),
    )
    op.create_index(op.f("ix_standup_text_typed_at"), "standup_text", ["typed_at"], unique=False)
    op.create_table(
        "team_choice",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("chosen_on", sa.Date(), nullable=False),
        _gone_with("team_choice", "person"),
        _gone_with("team_choice", "team"),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_team_choice")),
    )
    op.create_table(
        "typed_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("typed_at", sa.DateTime(timezone=True), nullable=False),
        _gone_with("typed_line", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_typed_line")),
        sa.UniqueConstraint("ref", name=op.f("uq_typed_line_ref")),
    )
    op.create_index(op.f("ix_typed_line_typed_at"), "typed_line", ["typed_at"], unique=False)


def _gone_with(table: str, owner: str) -> sa.ForeignKeyConstraint:
    """What goes when a person or a team goes."""
    name = op.f(f"fk_{table}_{owner}_id")
    return sa.ForeignKeyConstraint([f"{owner}_id"], [f"{owner}.id"], name=name, ondelete="CASCADE")


def downgrade() -> None:
    for table in ("typed_line", "team_choice", "standup_text", "draft"):
        op.drop_table(table)
