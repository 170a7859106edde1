"""Stand-ups: several in a team, their schedules, pauses; options of their questions."""

import sqlalchemy as sa
from alembic import op

from ritualbot.store.engine import UtcDateTime

revision = "0004"
down_revision: str | None = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("standup") as table:
        table.add_column(sa.Column("name", sa.String(), nullable=False, server_default=""))
        table.add_column(sa.Column("name_key", sa.String(), nullable=False, server_default=""))
        table.add_column(sa.Column("every_weeks", sa.Integer(), nullable=False, server_default="1"))
        table.add_column(sa.Column("starts_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("once_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("asked_from", UtcDateTime(), nullable=True))
        table.add_column(sa.Column("skipped_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("skipped_at", UtcDateTime(), nullable=True))
        table.add_column(sa.Column("paused_at", UtcDateTime(), nullable=True))
        table.add_column(sa.Column("archived_at", UtcDateTime(), nullable=True))
        table.drop_constraint(op.f("uq_standup_team_id"), type_="unique")
        table.create_unique_constraint(op.f("uq_standup_team_id_name_key"), ["team_id", "name_key"])
    with op.batch_alter_table("standup_question") as table:
        table.add_column(sa.Column("low", sa.Integer(), nullable=False, server_default="1"))
        table.add_column(sa.Column("high", sa.Integer(), nullable=False, server_default="5"))
        table.add_column(sa.Column("options", sa.String(), nullable=False, server_default="[]"))
        table.drop_constraint(op.f("ck_standup_question_kind"), type_="check")


def downgrade() -> None:
    """Refused by the database where a team has two stand-ups, or a question of a newer type."""
    with op.batch_alter_table("standup_question") as table:
        table.create_check_constraint(
            op.f("ck_standup_question_kind"), "kind IN ('text', 'number', 'scale', 'yesno', 'blocker')"
        )
        for column in ("options", "high", "low"):
            table.drop_column(column)
    with op.batch_alter_table("standup") as table:
        table.drop_constraint(op.f("uq_standup_team_id_name_key"), type_="unique")
        table.create_unique_constraint(op.f("uq_standup_team_id"), ["team_id"])
        for column in (
            *("archived_at", "paused_at", "skipped_at", "skipped_on", "asked_from"),
            *("once_on", "starts_on", "every_weeks", "name_key", "name"),
        ):
            table.drop_column(column)
