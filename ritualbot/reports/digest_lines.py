"""What a team's week says to its sponsor, line by line: outcomes, risks and breaches, tests, what comes next."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from ritualbot.chat.text import Text, literal
from ritualbot.i18n import Words
from ritualbot.reports import pilot as pilot_report, return_totals
from ritualbot.reports.blocker import tag_name
from ritualbot.reports.digest_line import DigestLine, change_text, during, quoted, with_others
from ritualbot.reports.digest_tests import amended_lines, decided_lines
from ritualbot.reports.hypothesis_listen import users_only_text
from ritualbot.reports.wording import beside, counted, text
from ritualbot.rituals.blocker import STALE_AFTER
from ritualbot.rituals.calendar import local_day
from ritualbot.rituals.digest import Section
from ritualbot.rituals.inputs import echo
from ritualbot.rituals.pilot import WARN_AT, ComesBack, Happened, Light, PilotState
from ritualbot.store.digest_requests import Asked, LateAt
from ritualbot.store.digest_tests import PilotNow, TestNow
from ritualbot.store.digest_week import Facts, SprintNow

_NEWS = (Happened.SCALED, Happened.EXTENDED, Happened.STOPPED, Happened.ROLLED_OUT, Happened.AUTOMATED)


def lines(words: Words, facts: Facts, zone: ZoneInfo) -> list[DigestLine]:
    """Section after section, the most telling first. Days are those of `zone`, where its reader is. What tests and
    pilots brought in all is told beside what happened, and makes no week of its own."""
    sprint = [*_sprint(words, facts)]
    rest = [
        *_results(words, facts),
        *_breaches(words, facts, zone),
        *_risks(words, facts, zone),
        *decided_lines(words, facts, zone),
        *_next(words, facts),
    ]
    return [*sprint, *(_totals(words, facts) if sprint or rest else ()), *rest]


# -- outcomes ------------------------------------------------------------------------------------------------------


def _sprint(words: Words, facts: Facts) -> Iterator[DigestLine]:
    for over in facts.over:
        sprint, items = over.sprint, _items(words, over.done, over.planned)
        goal = quoted(words, sprint.goal, 120) if sprint.goal else words.say("digest.no_goal")
        said = text(words, f"digest.over.{sprint.goal_met}", sprint=sprint.name, goal=goal, items=items)
        yield DigestLine(f"over:{sprint.ref}", Section.RESULTS, said)
    if facts.running is not None and facts.running.progress.day:
        yield _running(words, facts, facts.running)


def _totals(words: Words, facts: Facts) -> Iterator[DigestLine]:
    if facts.totals.counted:
        said = beside(text(words, "digest.totals"), return_totals.sentence(words, facts.totals))
        yield DigestLine("totals", Section.RESULTS, said)


def _results(words: Words, facts: Facts) -> Iterator[DigestLine]:
    for each in facts.pilots:
        yield from _pilot_news(words, each)
    yield from _requests(words, facts)
    if facts.blockers.open.now == 0 and facts.blockers.resolved.now:
        said = counted(words, "digest.blockers.none", facts.blockers.resolved.now)
        yield DigestLine("blockers", Section.RESULTS, said)


def _items(words: Words, done: int, planned: int) -> str:
    if not planned:
        return words.say("digest.items.none")
    return words.say("digest.items", done=words.number(done), planned=words.number(planned))


def _running(words: Words, facts: Facts, each: SprintNow) -> DigestLine:
    goal = quoted(words, each.sprint.goal, 120) if each.sprint.goal else words.say("digest.no_goal")
    items = _items(words, each.done, each.planned)
    if each.planned and (facts.items.now or facts.items.before):
        week, change = words.number(facts.items.now), change_text(words, facts.items)
        items = words.say("digest.items.week", items=items, week=week, change=change)
    said = text(
        words,
        "digest.sprint",
        sprint=each.sprint.name,
        day=words.number(each.progress.day),
        days=words.number(each.progress.days),
        goal=goal,
        items=items,
    )
    return DigestLine(f"sprint:{each.sprint.ref}", Section.RESULTS, said)


def _pilot_news(words: Words, each: PilotNow) -> Iterator[DigestLine]:
    """What was decided of it and done with it, and what an automated one brings."""
    happened = [step for step in each.steps if step.kind in _NEWS]
    if happened:
        said = text(words, f"digest.pilot.{happened[-1].kind}", name=each.row.name)
        yield DigestLine(f"pilot:{each.row.ref}:{happened[-1].kind}", Section.RESULTS, said)
    if any(step.kind is Happened.YIELDED for step in each.steps):
        now, *earlier = reversed(each.now.yields)
        key = "digest.pilot.yielded_again" if earlier else "digest.pilot.yielded"
        params = {"before": pilot_report.money(words, earlier[0].gain)} if earlier else {}
        said = text(words, key, name=each.row.name, gain=pilot_report.money(words, now.gain), **params)
        yield DigestLine(f"pilot:{each.row.ref}:yield", Section.RESULTS, said)


def _requests(words: Words, facts: Facts) -> Iterator[DigestLine]:
    found = facts.requests
    if found.answered.now or found.waiting:
        answered, change = words.number(found.answered.now), change_text(words, found.answered)
        said = counted(words, "digest.requests", found.waiting, answered=answered, change=change)
        yield DigestLine("requests", Section.RESULTS, said)
    if found.agreed:
        dated = with_others(words, [_dated(words, each) for each in found.agreed])
        yield DigestLine("agreed", Section.RESULTS, text(words, "digest.agreed", dates=dated))


def _asked(words: Words, each: Asked) -> str:
    """What is confidential is called nothing else."""
    return quoted(words, each.title) if each.title else words.say("digest.confidential")


def _dated(words: Words, each: Asked) -> str:
    assert each.on is not None
    return words.say("digest.dated", desk=each.desk.name, asked=_asked(words, each), day=words.day(each.on))


# -- risks and breaches --------------------------------------------------------------------------------------------


def _breaches(words: Words, facts: Facts, zone: ZoneInfo) -> Iterator[DigestLine]:
    """One line a desk, never a person of it."""
    for each in facts.requests.late:
        yield DigestLine(f"breach:{each.desk.ref}", Section.RISKS, _breach(words, each, zone), fixed=True)


def _breach(words: Words, each: LateAt, zone: ZoneInfo) -> Text:
    named = [_late(words, asked, zone) for asked in each.asked]
    return counted(
        words,
        "digest.breach",
        each.change.now,
        desk=each.desk.name,
        change=change_text(words, each.change),
        asked=with_others(words, named),
    )


def _late(words: Words, each: Asked, zone: ZoneInfo) -> str:
    late = each.late
    assert late is not None
    ended_on = local_day(late.ended_at, zone) if late.ended_at is not None else None
    when = during(words, local_day(late.since, zone), ended_on)
    key = "digest.late.agreed" if late.agreed else "digest.late"
    return words.say(key, asked=_asked(words, each), when=when)


def _risks(words: Words, facts: Facts, zone: ZoneInfo) -> Iterator[DigestLine]:
    for each in facts.pilots:
        if signs := _signs(words, each):
            said = text(words, "digest.pilot.risk", name=each.row.name, signs=", ".join(signs))
            yield DigestLine(f"risk:{each.row.ref}", Section.RISKS, said)
    if facts.requests.overdue:
        dated = with_others(words, [_dated(words, each) for each in facts.requests.overdue])
        yield DigestLine("overdue", Section.RISKS, text(words, "digest.overdue", dates=dated))
    if facts.blockers.open.now:
        yield _blockers(words, facts)
    if facts.users_only:
        yield DigestLine("users_only", Section.RISKS, users_only_text(words, len(facts.tests)))
    yield from amended_lines(words, facts, zone)


def _signs(words: Words, each: PilotNow) -> list[str]:
    """What speaks against a pilot that runs: its last light and whether its data comes back, a checkpoint nobody
    answered, its budget where that was reached this week."""
    now, found = each.now, list[str]()
    if now.state is PilotState.RUNNING and now.checked:
        last = now.checked[max(now.checked)]
        if last.light is not Light.GREEN:
            found.append(words.say(f"digest.light.{last.light}", week=words.number(last.week)))
        known = [said.comes_back for _, said in sorted(now.checked.items()) if said.comes_back is not None]
        if known and known[-1] is not ComesBack.YES:
            found.append(words.say(f"digest.data.{known[-1]}"))
    if now.state is PilotState.RUNNING:
        unanswered = (week for week in now.open_weeks if week in now.missed and week > max(now.checked, default=0))
        found += [words.say("digest.unanswered", week=words.number(week)) for week in unanswered]
    if level := _budget(each):
        found.append(words.say("digest.budget", level=words.number(level)))
    return found


def _budget(each: PilotNow) -> int:
    """The part of it that is spent: told when it is reached, and all of it for as long as the pilot runs."""
    everything = max(WARN_AT)
    if each.now.state is PilotState.RUNNING and everything in each.now.warned:
        return everything
    return max((int(step.data["level"]) for step in each.steps if step.kind is Happened.WARNED), default=0)


def _blockers(words: Words, facts: Facts) -> DigestLine:
    each = facts.blockers
    parts = [counted(words, "digest.blockers", each.open.now, change=change_text(words, each.open)).plain()]
    if each.old:
        parts.append(words.count("digest.blockers.old", each.old, days=words.number(STALE_AFTER)))
    if each.tags:
        ranked = sorted(each.tags.items(), key=lambda tagged: (-tagged[1], tagged[0]))
        places = [f"{tag_name(words, tag)} ({words.number(number)})" for tag, number in ranked]
        parts.append(words.say("digest.blockers.with", places=words.listed(places)))
    if each.resolved.now or each.resolved.before:
        change = change_text(words, each.resolved)
        parts.append(words.count("digest.blockers.resolved", each.resolved.now, change=change))
    return DigestLine("blockers", Section.RISKS, literal(", ".join(parts)))


# -- next week -----------------------------------------------------------------------------------------------------


def _next(words: Words, facts: Facts) -> Iterator[DigestLine]:
    if days := _sprint_days(words, facts):
        yield DigestLine("next:sprint", Section.NEXT, beside(*days))
    if facts.requests.due:
        dated = with_others(words, [_dated(words, each) for each in facts.requests.due])
        yield DigestLine("next:due", Section.NEXT, text(words, "digest.due", dates=dated))
    if checks := [each for each in facts.pilots if each.check_on is not None]:
        named = with_others(words, [_check(words, each) for each in checks])
        yield DigestLine("next:pilots", Section.NEXT, text(words, "digest.checks", checks=named))
    if ending := [said for each in facts.tests if (said := _ending(words, facts, each))]:
        yield DigestLine("next:tests", Section.NEXT, text(words, "digest.ending", tests=with_others(words, ending)))


def _sprint_days(words: Words, facts: Facts) -> list[Text]:
    found = []
    if facts.ends_on is not None and facts.running is not None:
        sprint = facts.running.sprint.name
        found.append(text(words, "digest.sprint_ends", sprint=sprint, day=words.day(facts.ends_on)))
    if facts.starts_on is not None:
        found.append(text(words, "digest.sprint_starts", day=words.day(facts.starts_on)))
    return found


def _check(words: Words, each: PilotNow) -> str:
    assert each.check_on is not None
    return words.say(
        "digest.check",
        name=each.row.name,
        week=words.number(each.check_week),
        day=words.day(each.check_on),
    )


def _ending(words: Words, facts: Facts, each: TestNow) -> str:
    """Empty for one that does not end so soon."""
    on = each.row.ends_on
    if on is None or not facts.today < on <= facts.last:
        return ""
    return words.say("digest.test_ends", name=f"H{each.row.number}", title=echo(each.row.text, 60), day=words.day(on))
