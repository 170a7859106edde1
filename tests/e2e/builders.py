"""Days that lie further ahead than one wants to play: a database with the seeded team, on that day."""

from datetime import datetime
from pathlib import Path

from sqlmodel import col, select

from ritualbot.app.seed import seed
from ritualbot.store import play, schema
from ritualbot.store.engine import begin, connect
from ritualbot.store.team import Person

IN_STRASBOURG = "Emma"  # Good Friday is a holiday there, and nowhere else in France


def build_day(file: Path, moment: datetime) -> None:
    engine = connect(f"sqlite:///{file}")
    schema.upgrade(engine)
    with begin(engine) as session:
        seed(session, moment, "fr")
        session.exec(select(Person).where(col(Person.name) == IN_STRASBOURG)).one().region = "FR-67"
        play.stand(session, moment)
    engine.dispose()
