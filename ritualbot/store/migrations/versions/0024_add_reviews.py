"""The review with the sponsor: a team's rhythm, and each whose pack was sent."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision: str | None = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("every_weeks", sa.Integer(), nullable=False),
        sa.Column("at", sa.Time(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_review_team_id")),
        sa.ForeignKeyConstraint(["changed_by"], ["person.id"], name=op.f("fk_review_changed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sa.UniqueConstraint("ref", name=op.f("uq_review_ref")),
        sa.UniqueConstraint("team_id", name=op.f("uq_review_team_id")),
    )
    op.create_table(
        "review_held",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pack_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("said_by", sa.Integer(), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("outcome IN ('', 'held', 'moved')", name=op.f("ck_review_held_outcome")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_review_held_team_id")),
        sa.ForeignKeyConstraint(["said_by"], ["person.id"], name=op.f("fk_review_held_said_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_held")),
        sa.UniqueConstraint("ref", name=op.f("uq_review_held_ref")),
        sa.UniqueConstraint("team_id", "held_on", name=op.f("uq_review_held_team_id_held_on")),
    )
    op.create_index(op.f("ix_review_held_starts_at"), "review_held", ["starts_at"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_review_held_starts_at"), table_name="review_held")
    op.drop_table("review_held")
    op.drop_table("review")
