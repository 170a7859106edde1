"""Pilots, with the history each is computed from; which of them groups a hypothesis."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision: str | None = "0020"
branch_labels = None
depends_on = None

_STATES = "state IN ('planned', 'running', 'at_end', 'scaled', 'rolled_out', 'automated', 'stopped')"
_KINDS = (
    "kind IN ('planned', 'changed', 'amended', 'started', 'asked', 'checked', 'missed', 'spent', 'warned', 'ended', "
    "'scaled', 'extended', 'stopped', 'rolled_out', 'automated', 'yield_asked', 'yielded')"
)


def upgrade() -> None:
    op.create_table(
        "pilot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("improves_id", sa.Integer(), nullable=True),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("moment", sa.String(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(_STATES, name=op.f("ck_pilot_state")),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_pilot_created_by")),
        sa.ForeignKeyConstraint(["improves_id"], ["pilot.id"], name=op.f("fk_pilot_improves_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_pilot_owner_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_pilot_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pilot")),
        sa.UniqueConstraint("ref", name=op.f("uq_pilot_ref")),
        sa.UniqueConstraint("team_id", "number", name=op.f("uq_pilot_team_id_number")),
    )
    op.create_index(op.f("ix_pilot_closed_at"), "pilot", ["closed_at"], unique=False)
    op.create_index(op.f("ix_pilot_improves_id"), "pilot", ["improves_id"], unique=False)
    op.create_index(op.f("ix_pilot_owner_id"), "pilot", ["owner_id"], unique=False)
    op.create_index("ix_pilot_team_id_state", "pilot", ["team_id", "state"], unique=False)
    op.create_table(
        "pilot_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("pilot_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("via", sa.String(), nullable=False),
        sa.Column("data", sa.String(), nullable=False),
        sa.CheckConstraint(_KINDS, name=op.f("ck_pilot_event_kind")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_pilot_event_person_id")),
        sa.ForeignKeyConstraint(["pilot_id"], ["pilot.id"], name=op.f("fk_pilot_event_pilot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pilot_event")),
        sa.UniqueConstraint("pilot_id", "seq", name=op.f("uq_pilot_event_pilot_id_seq")),
        sa.UniqueConstraint("ref", name=op.f("uq_pilot_event_ref")),
    )
    with op.batch_alter_table("hypothesis") as hypothesis:
        hypothesis.add_column(sa.Column("pilot_ref", sa.String(), nullable=False, server_default=""))
        hypothesis.create_index(op.f("ix_hypothesis_pilot_ref"), ["pilot_ref"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("hypothesis") as hypothesis:
        hypothesis.drop_index(op.f("ix_hypothesis_pilot_ref"))
        hypothesis.drop_column("pilot_ref")
    op.drop_table("pilot_event")
    op.drop_index("ix_pilot_team_id_state", table_name="pilot")
    op.drop_index(op.f("ix_pilot_owner_id"), table_name="pilot")
    op.drop_index(op.f("ix_pilot_improves_id"), table_name="pilot")
    op.drop_index(op.f("ix_pilot_closed_at"), table_name="pilot")
    op.drop_table("pilot")
