"""A team's first weeks, told by the real bot: the cards and forms that people really get, by name, in one language."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from sqlmodel import select

from ritualbot.chat.cards import Card
from ritualbot.chat.events import Place
from ritualbot.chat.forms import Form
from ritualbot.chat.replies import FieldErrors, OpenForm, Say
from ritualbot.rituals.permissions import Role
from ritualbot.store import bridge as bridges, person as people
from ritualbot.store.engine import begin
from ritualbot.store.standup import Standup
from ritualbot.store.team import Destination, Team, person_at
from tests.builders import Someone, SomeTeam
from tests.conversations.bot import Actor, Bot, buttons

PLACE, AUTUMN = "printemps", "automne"


@dataclass(frozen=True)
class Ids:
    """How a platform names people and places: its id of each, by name."""

    user: Callable[[str], str]
    place: Callable[[str], str]


@dataclass(frozen=True)
class Called(Someone):
    """Someone whose id, once a platform gives one, says nothing of their name."""

    called: str = ""

    @property
    def name(self) -> str:
        return self.called


def someone(name: str, *roles: Role, **more: object) -> Called:
    made = Called(name, roles or (Role.MEMBER,), called=name)
    return replace(made, **more)  # type: ignore[arg-type]


ALICE = someone("Alice", Role.MEMBER, Role.SCRUM_MASTER)
BRUNO = someone("Bruno", Role.MEMBER, Role.ASSISTANT)
CHLOE = someone("Chloé")
DAVID = someone("David")
HUGO = someone("Hugo", tz="America/Toronto", region="CA-ON")
NORA = someone("Nora")
CLAIRE = someone("Claire", Role.SPONSOR)
ADA = someone("Ada", Role.ADMIN)
DORA = someone("Dora", welcomed=False)
TEAM = (ALICE, BRUNO, CHLOE, DAVID, HUGO, NORA, CLAIRE, ADA, DORA)

WORDS = {
    "fr": {
        "moved": "La maquette de la page jeu-concours est validée.",
        "today": "Relire le règlement avec Claire\nEnvoyer la v2 à l’agence :tada:",
        "blocker": "Le règlement attend le juridique <!channel>",
        "short": "Montage du teaser *final*",
        "late": "Le brief média, en retard",
        "goal": "Doubler les inscriptions d’ici juin, sans dépenser plus que l’an dernier.",
        "reason": "congés",
        "idea": "Un résumé le vendredi",
    },
    "en": {
        "moved": "The mock-up of the contest page is approved.",
        "today": "Read the rules again with Claire\nSend v2 to the agency :tada:",
        "blocker": "The rules wait for Legal <!channel>",
        "short": "Editing the *final* teaser",
        "late": "The media brief, late",
        "goal": "Twice the sign-ups by June, without spending more than last year.",
        "reason": "holidays",
        "idea": "A summary on Fridays",
    },
}


@dataclass
class Story:
    """What was shown so far. Steps are in the order of a team's days."""

    language: str
    ids: Ids
    make: Callable[..., Bot]
    cards: dict[str, Card] = field(default_factory=dict)
    forms: dict[str, Form] = field(default_factory=dict)

    def tell(self) -> None:
        bot = self._bot("2027-03-02 09:20")
        self._first_looks(bot)
        self._a_morning(bot)
        self._blockers(bot)
        self._settings(bot)
        self._charter(bot)
        self._setting_up(bot)
        self._bridge()

    def _bot(self, start: str) -> Bot:
        people = tuple(replace(each, user=self.ids.user(each.user)) for each in TEAM)
        team = SomeTeam(people=people, language=self.language, standup={"mentions": True})
        bot = self.make(team, start=start)
        with begin(bot.app.engine) as session:
            session.exec(select(Destination)).one().conversation = self._place(PLACE)
        members = tuple(self.ids.user(each.user) for each in (BRUNO, CHLOE, HUGO))
        bot.places[self._place(AUTUMN)] = Place(self._place(AUTUMN), name=AUTUMN, members=members)
        return bot

    def _person(self, bot: Bot, who: Someone) -> Actor:
        return bot.person(self.ids.user(who.user))

    def _place(self, name: str) -> str:
        return self.ids.place(name)

    def _told(self, name: str, actor: Actor) -> None:
        assert isinstance(actor.reply, Say), (name, actor.reply)
        self.cards[name] = actor.reply.card

    def _asked(self, name: str, actor: Actor) -> None:
        assert isinstance(actor.reply, OpenForm), (name, actor.reply)
        self.forms[name] = actor.reply.form

    def _says(self, name: str, actor: Actor, french: str, english: str, where: str = "") -> None:
        actor.says(french if self.language == "fr" else english, where=where)
        self._told(name, actor)

    def _first_looks(self, bot: Bot) -> None:
        alice, chloe, ada = (self._person(bot, who) for who in (ALICE, CHLOE, ADA))
        self._says("help", chloe, "/rituel aide", "/ritual help")
        self._says("unknown", chloe, "/rituel bonjour", "/ritual hello")
        self._says("next", alice, "/rituel agenda", "/ritual next")
        self._says("team", alice, "/rituel équipe", "/ritual team")
        self._says("me", chloe, "/rituel moi", "/ritual me")
        self._says("privacy", chloe, "/rituel confidentialité", "/ritual privacy")
        self._says("absences", chloe, "/rituel absent", "/ritual absent")
        self._says("charter_refused", chloe, "/rituel charte", "/ritual setup", where=self._place(AUTUMN))
        chloe.clicks("access.ask", where=self._place(AUTUMN))
        self._told("access_forwarded", chloe)
        self.cards["access_asked"] = ada.last.card
        with begin(bot.app.engine) as session:
            dora = person_at(session, 1, self.ids.user(DORA.user))
            assert dora is not None
            people.expect_welcome(session, [dora], "command line", bot.clock.now())
        bot.settle()
        self.cards["welcome"] = self._person(bot, DORA).last.card

    def _a_morning(self, bot: Bot) -> None:
        alice, bruno, chloe, david, nora = (self._person(bot, who) for who in (ALICE, BRUNO, CHLOE, DAVID, NORA))
        said = WORDS[self.language]
        bot.until("2027-03-02 09:31")
        self.cards["prompt"] = chloe.last.card
        chloe.presses("standup.open")
        self._asked("answer", chloe)
        chloe.fills(moved=said["moved"], today=said["today"], blocker=said["blocker"])
        self.cards["receipt"] = chloe.last.card
        david.presses("standup.skip")
        self.cards["skipped"] = david.last.card
        nora.presses("standup.snooze")
        self.cards["snoozed"] = nora.last.card
        alice.answers(said["short"], moved=said["moved"])
        bot.until("2027-03-02 10:50")
        self.cards["reminder"] = bruno.last.card
        bruno.presses("standup.open")
        bruno.fills(today="")
        assert isinstance(bruno.reply, FieldErrors)
        bot.until("2027-03-02 11:31")
        self.cards["summary"] = bot.channel(self._place(PLACE)).last.card
        bruno.answers(said["late"])
        self.cards["summary_late"] = bot.channel(self._place(PLACE)).last.card
        self.cards["late_line"] = bot.channel(self._place(PLACE)).thread()[-1].card
        alice.presses("standup.names", where=self._place(PLACE))
        self._told("names", alice)
        alice.says("/standup")
        self._asked("answer_again", alice)

    def _blockers(self, bot: Bot) -> None:
        alice, chloe = self._person(bot, ALICE), self._person(bot, CHLOE)
        self._says("blockers_mine", chloe, "/point blocages", "/standup blockers")
        self._presses("blocker.edit", chloe)
        self._asked("blocker", chloe)
        self._says("blockers", alice, "/point blocages", "/standup blockers")
        self._presses("blocker.acknowledge", alice)
        self._told("blocker_acknowledged", alice)
        self.cards["blocker_news"] = chloe.last.card
        self._says("blockers_mine", chloe, "/point blocages", "/standup blockers")
        self._presses("blocker.resolve", chloe)
        self._told("blocker_resolved", chloe)

    def _presses(self, action: str, actor: Actor) -> None:
        """A button of the private answer just read; of several, the first."""
        assert isinstance(actor.reply, Say)
        found = [each for each in buttons(actor.reply.card) if each.action == action]
        actor.presses_ref(action, found[0].ref)

    def _settings(self, bot: Bot) -> None:
        alice, chloe, ada = self._person(bot, ALICE), self._person(bot, CHLOE), self._person(bot, ADA)
        with bot.session() as session:
            standup, team = session.exec(select(Standup.ref)).one(), session.exec(select(Team.ref)).one()
        chloe.presses_ref("person.edit", "")
        self._asked("me", chloe)
        chloe.presses_ref("absence.declare", "")
        self._asked("absence", chloe)
        chloe.fills(first="2027-03-08", last="2027-03-10", reason=WORDS[self.language]["reason"])
        self._told("absence_declared", chloe)
        alice.presses_ref("absence.closures", team)
        self._told("closures", alice)
        self._presses("absence.closure", alice)
        self._asked("closure", alice)
        alice.presses_ref("standup.manage", standup)
        self._told("manage", alice)
        alice.presses_ref("standup.edit_schedule", standup)
        self._asked("schedule", alice)
        alice.presses_ref("team.edit", team)
        self._asked("team", alice)
        alice.fills(at="10:00")
        self._asked("team_confirm", alice)
        alice.fills()
        self._told("team_saved", alice)
        self._says("audit", ada, "/rituel audit", "/ritual audit")
        ada.presses_ref("file.send", "audit:")
        self.cards["file"] = ada.last.card
        self._says("idea", chloe, "/rituel idée un résumé le vendredi", "/ritual idea a summary on Fridays")

    def _charter(self, bot: Bot) -> None:
        alice = self._person(bot, ALICE)
        self._says("charter", alice, "/rituel charte", "/ritual setup", where=self._place(PLACE))
        pieces = [each for each in buttons(self.cards["charter"]) if each.action.startswith("charter.")]
        for piece in pieces:
            alice.presses_ref(piece.action, piece.ref)
            self._asked(piece.action.replace(".", "_"), alice)
        alice.presses_ref("charter.objective", pieces[0].ref)
        alice.fills(objective=WORDS[self.language]["goal"])
        self._told("charter_saved", alice)
        self._says("charter_begun", alice, "/rituel charte", "/ritual setup", where=self._place(PLACE))

    def _setting_up(self, bot: Bot) -> None:
        alice = self._person(bot, ALICE)
        alice.says("/rituel charte" if self.language == "fr" else "/ritual setup", where=self._place(AUTUMN))
        self._asked("setup", alice)
        alice.fills()
        self._asked("setup_confirm", alice)
        alice.fills()
        self._told("setup_running", alice)

    def _bridge(self) -> None:
        bot = self._bot("2027-04-21 18:00")
        with begin(bot.app.engine) as session:
            bridges.schedule(session, session.exec(select(Team)).one(), bot.clock.now())
        bot.until("2027-04-22 10:01")
        self.cards["bridge"] = self._person(bot, ALICE).last.card
