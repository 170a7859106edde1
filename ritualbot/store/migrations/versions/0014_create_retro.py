"""Retrospectives: their sealed boxes, their notes, topics and points."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision: str | None = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "retro",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sprint_id", sa.Integer(), nullable=True),
        sa.Column("phase", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("template", sa.String(), nullable=False),
        sa.Column("columns", sa.String(), nullable=False),
        sa.Column("budget", sa.Integer(), nullable=False),
        sa.Column("most_per_topic", sa.Integer(), nullable=False),
        sa.Column("tells_done", sa.Boolean(), nullable=False),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("call_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("group_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("vote_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("discuss_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("meets_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("close_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.Column("moves", sa.Integer(), nullable=False),
        sa.Column("topics_counted", sa.Boolean(), nullable=False),
        sa.Column("worth_count", sa.Integer(), nullable=True),
        sa.Column("worth_sum", sa.Integer(), nullable=True),
        sa.CheckConstraint("mode IN ('named', 'anonymous')", name=op.f("ck_retro_mode")),
        sa.CheckConstraint("phase IN ('write', 'group', 'vote', 'discuss', 'closed')", name=op.f("ck_retro_phase")),
        sa.CheckConstraint(
            "template IN ('start_stop', 'mad_sad_glad', 'four_ls', 'sailboat', 'working_stuck', 'campaign', 'custom')",
            name=op.f("ck_retro_template"),
        ),
        sa.ForeignKeyConstraint(["closed_by"], ["person.id"], name=op.f("fk_retro_closed_by")),
        sa.ForeignKeyConstraint(["sprint_id"], ["sprint.id"], name=op.f("fk_retro_sprint_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_retro_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retro")),
        sa.UniqueConstraint("ref", name=op.f("uq_retro_ref")),
        sa.UniqueConstraint("team_id", "number", name=op.f("uq_retro_team_id_number")),
    )
    op.create_table(
        "retro_box",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("retro_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("sealed", sa.String(), nullable=False),
        sa.CheckConstraint("kind IN ('notes', 'ballots', 'worth')", name=op.f("ck_retro_box_kind")),
        sa.ForeignKeyConstraint(["retro_id"], ["retro.id"], name=op.f("fk_retro_box_retro_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retro_box")),
        sa.UniqueConstraint("retro_id", "kind", name=op.f("uq_retro_box_retro_id_kind")),
    )
    op.create_table(
        "retro_move",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("retro_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("undone", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_retro_move_person_id")),
        sa.ForeignKeyConstraint(["retro_id"], ["retro.id"], name=op.f("fk_retro_move_retro_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retro_move")),
        sa.UniqueConstraint("ref", name=op.f("uq_retro_move_ref")),
    )
    op.create_index(op.f("ix_retro_move_retro_id"), "retro_move", ["retro_id"], unique=False)
    op.create_table(
        "retro_topic",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("retro_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("into_id", sa.Integer(), nullable=True),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["into_id"], ["retro_topic.id"], name=op.f("fk_retro_topic_into_id")),
        sa.ForeignKeyConstraint(["retro_id"], ["retro.id"], name=op.f("fk_retro_topic_retro_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retro_topic")),
        sa.UniqueConstraint("ref", name=op.f("uq_retro_topic_ref")),
    )
    op.create_index(op.f("ix_retro_topic_retro_id"), "retro_topic", ["retro_id"], unique=False)
    op.create_table(
        "retro_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("retro_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("column", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["retro_id"], ["retro.id"], name=op.f("fk_retro_note_retro_id")),
        sa.ForeignKeyConstraint(["topic_id"], ["retro_topic.id"], name=op.f("fk_retro_note_topic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retro_note")),
        sa.UniqueConstraint("ref", name=op.f("uq_retro_note_ref")),
    )
    op.create_index(op.f("ix_retro_note_retro_id"), "retro_note", ["retro_id"], unique=False)
    op.create_index(op.f("ix_retro_note_topic_id"), "retro_note", ["topic_id"], unique=False)
    op.create_table(
        "retro_author",
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["note_id"], ["retro_note.id"], name=op.f("fk_retro_author_note_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_retro_author_person_id")),
        sa.PrimaryKeyConstraint("note_id", name=op.f("pk_retro_author")),
    )
    op.create_index(op.f("ix_retro_author_person_id"), "retro_author", ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_retro_author_person_id"), table_name="retro_author")
    op.drop_table("retro_author")
    op.drop_index(op.f("ix_retro_note_topic_id"), table_name="retro_note")
    op.drop_index(op.f("ix_retro_note_retro_id"), table_name="retro_note")
    op.drop_table("retro_note")
    op.drop_index(op.f("ix_retro_topic_retro_id"), table_name="retro_topic")
    op.drop_table("retro_topic")
    op.drop_index(op.f("ix_retro_move_retro_id"), table_name="retro_move")
    op.drop_table("retro_move")
    op.drop_table("retro_box")
    op.drop_table("retro")
