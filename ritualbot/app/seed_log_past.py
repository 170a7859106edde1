"""What the playground's team tried and did not keep, and two pilots beside the one that runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ritualbot.app.seed_log import Believed, Test
from ritualbot.rituals.hypothesis_history import Happened, Piece, Verdict
from ritualbot.rituals.pilot import ComesBack, Light


@dataclass(frozen=True)
class Piloted:
    """A pilot: when it began, what its checkpoints said, what it has cost; `ended`: its end waits for a decision."""

    owner: str
    weeks_ago: int
    checks: Sequence[tuple[int, Light, ComesBack]]
    budget: str
    spent: str
    texts: Mapping[str, Mapping[str, str]]
    ended: bool = False


PAST: Sequence[Believed] = (
    Believed(
        "bruno",
        {
            "fr": {
                Piece.SENTENCE: "Si un bandeau annonce les dernières places, davantage de visiteurs s’inscriront",
                Piece.AUDIENCE: "Visiteurs de la page d’inscription",
                Piece.MOMENT: "Page d’inscription",
                Piece.METRIC: "inscription au webinaire",
                Piece.EVIDENCE: "Un concurrent le fait",
                Piece.UPSTREAM: "Temps passé sur la page",
                Piece.RULE: "On garde si tout l’intervalle est favorable",
                "source": "Six visiteurs observés",
                "heard": "« Je me méfie quand on me presse. »",
                "learning": "L’urgence éloigne les nouveaux venus",
                "tag": "inscription",
            },
            "en": {
                Piece.SENTENCE: "If a banner announces the last seats, more visitors will sign up",
                Piece.AUDIENCE: "Visitors of the sign-up page",
                Piece.MOMENT: "Sign-up page",
                Piece.METRIC: "webinar sign-up",
                Piece.EVIDENCE: "A competitor does it",
                Piece.UPSTREAM: "Time spent on the page",
                Piece.RULE: "We keep it if the whole interval is favourable",
                "source": "Six visitors watched",
                "heard": "“I grow wary when I am hurried.”",
                "learning": "Urgency drives newcomers away",
                "tag": "sign-up",
            },
        },
        base="20",
        effect="15",
        test=Test("20", "15", "1700", began=11, lasts=3, looks=((8, "A 660/3300 B 574/3310"),)),
        after=(Happened.CONFIRMED,),
        verdict=Verdict.LOST,
    ),
    Believed(
        "chloe",
        {
            "fr": {
                Piece.SENTENCE: "Si la date figure dans l’objet du courriel, davantage de prospects l’ouvriront",
                Piece.AUDIENCE: "Prospects de la base",
                Piece.MOMENT: "Courriel d’invitation",
                Piece.METRIC: "ouverture du courriel",
                Piece.EVIDENCE: "Les prospects demandent souvent la date",
                Piece.UPSTREAM: "Courriel reçu",
                Piece.RULE: "On garde si tout l’intervalle est favorable",
                "source": "Réponses aux invitations de janvier",
                "heard": "« C’est quand, déjà ? »",
                "learning": "La date dans l’objet ne change rien : pas la peine d’y revenir",
                "tag": "invitation",
            },
            "en": {
                Piece.SENTENCE: "If the subject line holds the date, more prospects will open the email",
                Piece.AUDIENCE: "Prospects on our list",
                Piece.MOMENT: "Invitation email",
                Piece.METRIC: "email opened",
                Piece.EVIDENCE: "Prospects often ask for the date",
                Piece.UPSTREAM: "Email received",
                Piece.RULE: "We keep it if the whole interval is favourable",
                "source": "Replies to January’s invitations",
                "heard": "“When is it again?”",
                "learning": "The date in the subject line changes nothing: no need to come back to it",
                "tag": "invitation",
            },
        },
        base="20",
        effect="15",
        test=Test("20", "15", "1700", began=10, lasts=3, looks=((7, "A 662/3310 B 675/3300"),)),
        after=(Happened.CONFIRMED,),
        verdict=Verdict.INCONCLUSIVE,
    ),
)
PILOTS: Sequence[Piloted] = (
    Piloted(
        "nora",
        12,
        ((2, Light.GREEN, ComesBack.YES), (4, Light.AMBER, ComesBack.PARTLY), (8, Light.GREEN, ComesBack.YES)),
        "8000",
        "6200",
        {
            "fr": {
                "name": "Relance des inscriptions inachevées",
                "moment": "Lendemain de l’abandon",
                "audience": "Visiteurs partis avant la fin du formulaire",
                "metric": "Inscriptions terminées",
                "stop_rule": "Plus de 2 % de plaintes",
            },
            "en": {
                "name": "Reminder for unfinished sign-ups",
                "moment": "Day after leaving",
                "audience": "Visitors who left the form half-way",
                "metric": "Finished sign-ups",
                "stop_rule": "More than 2% complain",
            },
        },
        ended=True,
    ),
    Piloted(
        "hugo",
        2,
        ((2, Light.RED, ComesBack.NO),),
        "5000",
        "400",
        {
            "fr": {
                "name": "Parrainage entre clients",
                "moment": "Fin du webinaire",
                "audience": "Clients venus deux fois",
                "metric": "Filleuls inscrits",
                "stop_rule": "Aucun filleul en quatre semaines",
            },
            "en": {
                "name": "Customers inviting customers",
                "moment": "End of the webinar",
                "audience": "Customers who came twice",
                "metric": "Friends signed up",
                "stop_rule": "No friend in four weeks",
            },
        },
    ),
)
