"""A desk's recurring meeting; what waits for both sides to agree on about express requests."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision: str | None = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("desk") as desk:
        desk.add_column(sa.Column("express_agreed_at", sa.DateTime(timezone=True), nullable=True))
        desk.add_column(sa.Column("express_agreed_by", sa.Integer(), nullable=True))
        desk.add_column(sa.Column("proposed_express_per_sprint", sa.Integer(), nullable=True))
        desk.add_column(sa.Column("proposed_express_target", sa.String(), nullable=False, server_default=""))
        desk.add_column(sa.Column("proposed_express_at", sa.DateTime(timezone=True), nullable=True))
        desk.add_column(sa.Column("proposed_express_by", sa.Integer(), nullable=True))
        desk.create_foreign_key(op.f("fk_desk_express_agreed_by"), "person", ["express_agreed_by"], ["id"])
        desk.create_foreign_key(op.f("fk_desk_proposed_express_by"), "person", ["proposed_express_by"], ["id"])
    op.create_table(
        "desk_meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("desk_id", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("every_weeks", sa.Integer(), nullable=False),
        sa.Column("at", sa.Time(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("led_by", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_desk_meeting_desk_id")),
        sa.ForeignKeyConstraint(["led_by"], ["person.id"], name=op.f("fk_desk_meeting_led_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_meeting")),
        sa.UniqueConstraint("desk_id", name=op.f("uq_desk_meeting_desk_id")),
        sa.UniqueConstraint("ref", name=op.f("uq_desk_meeting_ref")),
    )
    op.create_table(
        "desk_meeting_held",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("desk_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agenda_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("nudged_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_desk_meeting_held_desk_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["person.id"], name=op.f("fk_desk_meeting_held_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_meeting_held")),
        sa.UniqueConstraint("desk_id", "held_on", name=op.f("uq_desk_meeting_held_desk_id_held_on")),
        sa.UniqueConstraint("ref", name=op.f("uq_desk_meeting_held_ref")),
    )
    op.create_index(op.f("ix_desk_meeting_held_ends_at"), "desk_meeting_held", ["ends_at"], unique=False)
    op.create_table(
        "desk_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("held_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("request_ref", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["held_id"], ["desk_meeting_held.id"], name=op.f("fk_desk_decision_held_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_decision")),
        sa.UniqueConstraint("held_id", "position", name=op.f("uq_desk_decision_held_id_position")),
    )


def downgrade() -> None:
    op.drop_table("desk_decision")
    op.drop_index(op.f("ix_desk_meeting_held_ends_at"), table_name="desk_meeting_held")
    op.drop_table("desk_meeting_held")
    op.drop_table("desk_meeting")
    with op.batch_alter_table("desk") as desk:
        desk.drop_constraint(op.f("fk_desk_express_agreed_by"), type_="foreignkey")
        desk.drop_constraint(op.f("fk_desk_proposed_express_by"), type_="foreignkey")
        for column in (
            "proposed_express_by",
            "proposed_express_at",
            "proposed_express_target",
            "proposed_express_per_sprint",
            "express_agreed_by",
            "express_agreed_at",
        ):
            desk.drop_column(column)
