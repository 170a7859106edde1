"""Blockers as objects with a life."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision: str | None = "0004"
branch_labels = None
depends_on = None

_TAGS = "tag IN ('legal', 'purchasing', 'it', 'compliance', 'finance', 'supplier', 'other')"
_STATES = "state IN ('open', 'resolved', 'cleared', 'withdrawn')"
_KINDS = "kind IN ('opened', 'updated', 'reopened', 'acknowledged', 'resolved', 'cleared', 'withdrawn', 'escalated', 'undone')"


def upgrade() -> None:
    op.create_table(
        "blocker",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("tag", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_in", sa.String(), nullable=False),
        sa.Column("said_in", sa.String(), nullable=False),
        sa.Column("closed_in", sa.String(), nullable=False),
        sa.Column("acknowledged_by", sa.Integer(), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(_TAGS, name=op.f("ck_blocker_tag")),
        sa.CheckConstraint(_STATES, name=op.f("ck_blocker_state")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_blocker_team_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_blocker_person_id")),
        sa.ForeignKeyConstraint(["acknowledged_by"], ["person.id"], name=op.f("fk_blocker_acknowledged_by")),
        sa.ForeignKeyConstraint(["closed_by"], ["person.id"], name=op.f("fk_blocker_closed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blocker")),
        sa.UniqueConstraint("ref", name=op.f("uq_blocker_ref")),
        sa.UniqueConstraint("team_id", "number", name=op.f("uq_blocker_team_id_number")),
    )
    op.create_index(op.f("ix_blocker_person_id"), "blocker", ["person_id"], unique=False)
    op.create_index(op.f("ix_blocker_said_in"), "blocker", ["said_in"], unique=False)
    op.create_table(
        "blocker_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("blocker_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("tag", sa.String(), nullable=True),
        sa.CheckConstraint(_KINDS, name=op.f("ck_blocker_event_kind")),
        sa.CheckConstraint(_TAGS, name=op.f("ck_blocker_event_tag")),
        sa.ForeignKeyConstraint(["blocker_id"], ["blocker.id"], name=op.f("fk_blocker_event_blocker_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_blocker_event_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blocker_event")),
        sa.UniqueConstraint("ref", name=op.f("uq_blocker_event_ref")),
    )
    op.create_index(op.f("ix_blocker_event_blocker_id"), "blocker_event", ["blocker_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_blocker_event_blocker_id"), table_name="blocker_event")
    op.drop_table("blocker_event")
    op.drop_index(op.f("ix_blocker_said_in"), table_name="blocker")
    op.drop_index(op.f("ix_blocker_person_id"), table_name="blocker")
    op.drop_table("blocker")
