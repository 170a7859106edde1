"""Digests of sponsors; what a sponsor decides: changed goals of running sprints, and what is asked before deciding."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision: str | None = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sprint_goal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("sprint_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("answer IN ('approve', 'refuse')", name=op.f("ck_sprint_goal_answer")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_sprint_goal_team_id")),
        sa.ForeignKeyConstraint(["sprint_id"], ["sprint.id"], name=op.f("fk_sprint_goal_sprint_id")),
        sa.ForeignKeyConstraint(["changed_by"], ["person.id"], name=op.f("fk_sprint_goal_changed_by")),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"], name=op.f("fk_sprint_goal_answered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sprint_goal")),
        sa.UniqueConstraint("ref", name=op.f("uq_sprint_goal_ref")),
    )
    op.create_index(op.f("ix_sprint_goal_team_id"), "sprint_goal", ["team_id"], unique=False)
    op.create_index(op.f("ix_sprint_goal_sprint_id"), "sprint_goal", ["sprint_id"], unique=False)
    op.create_table(
        "decision_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("about_ref", sa.String(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.CheckConstraint("about IN ('pilot', 'help', 'goal')", name=op.f("ck_decision_question_about")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_decision_question_team_id")),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_decision_question_asked_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_question")),
        sa.UniqueConstraint("ref", name=op.f("uq_decision_question_ref")),
    )
    op.create_index(op.f("ix_decision_question_team_id"), "decision_question", ["team_id"], unique=False)
    op.create_index("ix_decision_question_about_ref_id", "decision_question", ["about_ref", "id"], unique=False)
    op.create_table(
        "digest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("sponsor_id", sa.Integer(), nullable=False),
        sa.Column("week_on", sa.Date(), nullable=False),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["sponsor_id"], ["person.id"], name=op.f("fk_digest_sponsor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest")),
        sa.UniqueConstraint("ref", name=op.f("uq_digest_ref")),
        sa.UniqueConstraint("sponsor_id", "week_on", name=op.f("uq_digest_sponsor_id_week_on")),
    )
    op.create_index(op.f("ix_digest_sent_at"), "digest", ["sent_at"], unique=False)
    op.create_table(
        "digest_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("digest_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("removed", sa.String(), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("previewed_for", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["digest_id"], ["digest.id"], name=op.f("fk_digest_part_digest_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_digest_part_team_id")),
        sa.ForeignKeyConstraint(["changed_by"], ["person.id"], name=op.f("fk_digest_part_changed_by")),
        sa.ForeignKeyConstraint(["approved_by"], ["person.id"], name=op.f("fk_digest_part_approved_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_part")),
        sa.UniqueConstraint("ref", name=op.f("uq_digest_part_ref")),
        sa.UniqueConstraint("digest_id", "team_id", name=op.f("uq_digest_part_digest_id_team_id")),
    )
    op.create_index(op.f("ix_digest_part_team_id"), "digest_part", ["team_id"], unique=False)
    op.create_table(
        "digest_rhythm",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("at", sa.Time(), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_digest_rhythm_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_rhythm")),
        sa.UniqueConstraint("team_id", name=op.f("uq_digest_rhythm_team_id")),
    )


def downgrade() -> None:
    op.drop_table("digest_rhythm")
    op.drop_index(op.f("ix_digest_part_team_id"), table_name="digest_part")
    op.drop_table("digest_part")
    op.drop_index(op.f("ix_digest_sent_at"), table_name="digest")
    op.drop_table("digest")
    op.drop_index("ix_decision_question_about_ref_id", table_name="decision_question")
    op.drop_index(op.f("ix_decision_question_team_id"), table_name="decision_question")
    op.drop_table("decision_question")
    op.drop_index(op.f("ix_sprint_goal_sprint_id"), table_name="sprint_goal")
    op.drop_index(op.f("ix_sprint_goal_team_id"), table_name="sprint_goal")
    op.drop_table("sprint_goal")
