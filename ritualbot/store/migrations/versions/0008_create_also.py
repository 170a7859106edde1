"""What waits for the morning prompt."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision: str | None = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "also",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("lane", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shown_in", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_also_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_also")),
        sa.UniqueConstraint("key", name=op.f("uq_also_key")),
    )
    op.create_index(op.f("ix_also_person_id"), "also", ["person_id"], unique=False)
    op.create_index("ix_also_lane_shown_in", "also", ["lane", "shown_in"], unique=False)


def downgrade() -> None:
    op.drop_table("also")
