"""What a team is measured by, as it was read, one value a day."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision: str | None = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kpi_reading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("read_on", sa.Date(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("read_by", sa.Integer(), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["read_by"], ["person.id"], name=op.f("fk_kpi_reading_read_by")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_kpi_reading_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kpi_reading")),
        sa.UniqueConstraint("team_id", "name_key", "read_on", name=op.f("uq_kpi_reading_team_id_name_key_read_on")),
    )


def downgrade() -> None:
    op.drop_table("kpi_reading")
