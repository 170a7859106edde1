"""Help asked of the sponsor."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision: str | None = "0019"
branch_labels = None
depends_on = None

_BEFORE = "'opened', 'updated', 'reopened', 'acknowledged', 'resolved', 'cleared', 'withdrawn', 'escalated', 'undone'"
_ADDED = "'help_asked', 'help_answered'"


def upgrade() -> None:
    op.create_table(
        "sponsor_help",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("about_ref", sa.String(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sponsor_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("recommendation", sa.String(), nullable=False),
        sa.Column("needed_on", sa.Date(), nullable=False),
        sa.Column("otherwise", sa.String(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("repeated", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handed_to", sa.Integer(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("about IN ('request', 'blocker')", name=op.f("ck_sponsor_help_about")),
        sa.CheckConstraint("answer IN ('take', 'meet', 'not_now', 'hand')", name=op.f("ck_sponsor_help_answer")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_sponsor_help_team_id")),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_sponsor_help_asked_by")),
        sa.ForeignKeyConstraint(["sponsor_id"], ["person.id"], name=op.f("fk_sponsor_help_sponsor_id")),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"], name=op.f("fk_sponsor_help_answered_by")),
        sa.ForeignKeyConstraint(["handed_to"], ["person.id"], name=op.f("fk_sponsor_help_handed_to")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sponsor_help")),
        sa.UniqueConstraint("ref", name=op.f("uq_sponsor_help_ref")),
    )
    op.create_index(op.f("ix_sponsor_help_team_id"), "sponsor_help", ["team_id"], unique=False)
    op.create_index("ix_sponsor_help_about_ref_id", "sponsor_help", ["about_ref", "id"], unique=False)
    op.create_index("ix_sponsor_help_sponsor_id_sent_at", "sponsor_help", ["sponsor_id", "sent_at"], unique=False)
    _events(f"{_BEFORE}, {_ADDED}")


def downgrade() -> None:
    op.execute(f"DELETE FROM blocker_event WHERE kind IN ({_ADDED})")  # noqa: S608 - our own words
    _events(_BEFORE)
    op.drop_index("ix_sponsor_help_sponsor_id_sent_at", table_name="sponsor_help")
    op.drop_index("ix_sponsor_help_about_ref_id", table_name="sponsor_help")
    op.drop_index(op.f("ix_sponsor_help_team_id"), table_name="sponsor_help")
    op.drop_table("sponsor_help")


def _events(kinds: str) -> None:
    """What a line of a blocker's history may tell."""
    with op.batch_alter_table("blocker_event") as table:
        table.drop_constraint(op.f("ck_blocker_event_kind"), type_="check")
        table.create_check_constraint(op.f("ck_blocker_event_kind"), f"kind IN ({kinds})")
