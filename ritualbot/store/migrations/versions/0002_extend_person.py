"""People: a first word from us, what they typed themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision: str | None = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("person") as person:
        person.add_column(sa.Column("typed", sa.String(), nullable=False, server_default=""))
        person.add_column(sa.Column("added_by", sa.String(), nullable=False, server_default=""))
        person.add_column(sa.Column("welcomed_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("person") as person:
        person.drop_column("welcomed_at")
        person.drop_column("added_by")
        person.drop_column("typed")
