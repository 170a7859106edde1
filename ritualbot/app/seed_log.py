"""What the playground's team believes, and how it was tested; what its pilot is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ritualbot.rituals.hypothesis_history import Happened, Piece, Verdict
from ritualbot.rituals.hypothesis_listen import Whom


@dataclass(frozen=True)
class Test:
    """A test as it was agreed on; weeks are counted from this one, back."""

    base: str
    effect: str
    visitors: str
    began: int
    lasts: int
    looks: Sequence[tuple[int, str]] = ()  # weeks back, and the line that was typed


@dataclass(frozen=True)
class Believed:
    """`texts`: by language; an idea has its sentence alone. `after`: what happened to it since its results."""

    user: str
    texts: Mapping[str, Mapping[str, str]]
    base: str = ""
    effect: str = ""
    whom: Whom = Whom.BOTH
    test: Test | None = None
    after: tuple[Happened, ...] = ()
    verdict: Verdict = Verdict.WON


LOG: Sequence[Believed] = (
    Believed(
        "ines",
        {
            "fr": {
                Piece.SENTENCE: "Si nous relançons les inscrits la veille à 18 h, davantage viendront au webinaire",
                Piece.AUDIENCE: "Inscrits aux webinaires",
                Piece.MOMENT: "Rappel de la veille",
                Piece.METRIC: "présence au webinaire",
                Piece.EVIDENCE: "La moitié des absents disent avoir oublié",
                Piece.UPSTREAM: "Ouverture du rappel",
                Piece.RULE: "On garde si tout l’intervalle est favorable",
                "source": "Sondage des absents de janvier",
                "heard": "« J’étais inscrite, j’ai oublié : un rappel la veille m’aurait suffi. »",
                "learning": "Un rappel la veille à 18 h fait venir un inscrit de plus sur vingt-cinq",
                "tag": "relance",
                "process": "Scénario de rappel dans l’outil d’envoi",
            },
            "en": {
                Piece.SENTENCE: "If we remind people the evening before at 6 pm, more of them will come to the webinar",
                Piece.AUDIENCE: "People signed up for webinars",
                Piece.MOMENT: "Reminder the day before",
                Piece.METRIC: "webinar attendance",
                Piece.EVIDENCE: "Half of those who missed it say they forgot",
                Piece.UPSTREAM: "Reminder opens",
                Piece.RULE: "We keep it if the whole interval is favourable",
                "source": "Survey of those who missed January’s",
                "heard": "“I had signed up and forgot: a reminder the day before would have done.”",
                "learning": "A reminder the evening before brings in one more person in twenty-five",
                "tag": "reminder",
                "process": "Reminder scenario in the mailing tool",
            },
        },
        base="30",
        effect="12",
        test=Test("30", "12", "3200", began=14, lasts=3, looks=((11, "A 1410/4700 B 1598/4720"),)),
        after=(Happened.CONFIRMED, Happened.ROLLED_OUT, Happened.AUTOMATED),
    ),
    Believed(
        "lea",
        {
            "fr": {
                Piece.SENTENCE: "Si l’objet des invitations nomme l’intervenant, davantage de prospects s’inscriront",
                Piece.AUDIENCE: "Prospects de la base, secteur santé",
                Piece.MOMENT: "Courriel d’invitation",
                Piece.METRIC: "inscription au webinaire",
                Piece.EVIDENCE: "Les prospects appelés citent l’intervenant avant le sujet",
                Piece.UPSTREAM: "Ouverture du courriel",
                Piece.RULE: "On garde si tout l’intervalle est favorable",
                "source": "Cinq appels avec des prospects",
                "heard": "« Je viens pour la personne qui parle, le thème passe après. »",
                "learning": "Nommer l’intervenant dans l’objet fait gagner deux inscriptions pour cent envois",
                "tag": "invitation",
            },
            "en": {
                Piece.SENTENCE: "If the subject line names the speaker, more prospects will sign up",
                Piece.AUDIENCE: "Prospects on our list, health sector",
                Piece.MOMENT: "Invitation email",
                Piece.METRIC: "webinar sign-up",
                Piece.EVIDENCE: "Prospects we called mention the speaker before the subject",
                Piece.UPSTREAM: "Email opens",
                Piece.RULE: "We keep it if the whole interval is favourable",
                "source": "Five calls with prospects",
                "heard": "“I come for whoever speaks, the subject comes second.”",
                "learning": "Naming the speaker in the subject line brings two more sign-ups per hundred emails",
                "tag": "invitation",
            },
        },
        base="10",
        effect="20",
        whom=Whom.NON_USERS,
        test=Test("10", "20", "2800", began=8, lasts=3, looks=((5, "A 402/4010 B 498/4015"),)),
        after=(Happened.CONFIRMED,),
    ),
    Believed(
        "hugo",
        {
            "fr": {
                Piece.SENTENCE: "Si un témoignage client ouvre la page d’inscription, plus de visiteurs iront au bout",
                Piece.AUDIENCE: "Visiteurs de la page d’inscription",
                Piece.MOMENT: "Page d’inscription",
                Piece.METRIC: "formulaire envoyé",
                Piece.EVIDENCE: "Les visiteurs cherchent qui est déjà venu",
                Piece.UPSTREAM: "Défilement jusqu’au formulaire",
                Piece.RULE: "On garde si tout l’intervalle est favorable",
                "source": "Test avec six visiteurs",
                "heard": "« Il me manque l’avis de quelqu’un qui y est allé. »",
            },
            "en": {
                Piece.SENTENCE: "If a customer story opens the sign-up page, more visitors will complete the form",
                Piece.AUDIENCE: "Visitors of the sign-up page",
                Piece.MOMENT: "Sign-up page",
                Piece.METRIC: "form sent",
                Piece.EVIDENCE: "Visitors look for somebody who has been",
                Piece.UPSTREAM: "Scrolling down to the form",
                Piece.RULE: "We keep it if the whole interval is favourable",
                "source": "Test with six visitors",
                "heard": "“I would like to hear from somebody who has been.”",
            },
        },
        base="20",
        effect="15",
        test=Test("20", "15", "1700", began=5, lasts=4, looks=((1, "A 642/3210 B 754/3195"),)),
        after=(Happened.ENDED,),
    ),
    Believed(
        "nora",
        {
            "fr": {
                Piece.SENTENCE: "Si la bannière de printemps annonce le nombre d’inscrits, davantage cliqueront",
                Piece.AUDIENCE: "Visiteurs du site venus par la publicité",
                Piece.MOMENT: "Bannière du site",
                Piece.METRIC: "clic vers l’inscription",
                Piece.EVIDENCE: "Les visiteurs demandent si l’événement est suivi",
                Piece.UPSTREAM: "Bannière vue en entier",
                Piece.RULE: "On garde si tout l’intervalle est favorable",
                "source": "Entretiens au salon de février",
                "heard": "« Si d’autres y vont, c’est que cela vaut une heure. »",
            },
            "en": {
                Piece.SENTENCE: "If the spring banner shows how many have signed up, more visitors will click",
                Piece.AUDIENCE: "Site visitors who came through ads",
                Piece.MOMENT: "Site banner",
                Piece.METRIC: "click to sign-up",
                Piece.EVIDENCE: "Visitors ask whether others attend",
                Piece.UPSTREAM: "Banner seen in full",
                Piece.RULE: "We keep it if the whole interval is favourable",
                "source": "Talks at February’s fair",
                "heard": "“If others go, it must be worth an hour.”",
            },
        },
        base="5",
        effect="10",
        whom=Whom.NON_USERS,
        test=Test("5", "10", "12500", began=3, lasts=5, looks=((1, "A 624/12480 B 671/12520"),)),
    ),
    Believed(
        "chloe",
        {
            "fr": {
                Piece.SENTENCE: "Si un extrait vidéo ouvre nos publications, davantage s’inscriront depuis les réseaux",
                Piece.AUDIENCE: "Abonnés de nos pages",
                Piece.MOMENT: "Publication sur les réseaux",
                Piece.METRIC: "inscription depuis une publication",
                Piece.EVIDENCE: "Les extraits de l’automne ont été les plus partagés",
                Piece.UPSTREAM: "Clic sur la publication",
                "source": "Réponses en commentaire",
                "heard": "« Montrez-nous une minute, je saurai si c’est pour moi. »",
            },
            "en": {
                Piece.SENTENCE: "If our posts come with a video clip, more people will sign up from social media",
                Piece.AUDIENCE: "Followers of our pages",
                Piece.MOMENT: "Social post",
                Piece.METRIC: "sign-up from a post",
                Piece.EVIDENCE: "Autumn’s clips were shared most",
                Piece.UPSTREAM: "Click on the post",
                "source": "Comments under our posts",
                "heard": "“Show us one minute and I will know whether it is for me.”",
            },
        },
        base="3",
        effect="20",
    ),
    Believed(
        "emma",
        {
            "fr": {
                Piece.SENTENCE: "Si la page d’inscription tient sur un écran de téléphone, moins de visiteurs partiront"
            },
            "en": {Piece.SENTENCE: "If the sign-up page fits on a phone’s screen, fewer visitors will leave"},
        },
    ),
)
PILOT: Mapping[str, Mapping[str, str]] = {
    "fr": {
        "name": "Relance par SMS avant le webinaire",
        "moment": "Heure avant le direct",
        "audience": "Inscrits ayant laissé leur mobile",
        "metric": "Présence au webinaire",
        "stop_rule": "Plus de 1 % de désabonnements",
        "note": "Deux envois, aucun incident",
    },
    "en": {
        "name": "Text message before the webinar",
        "moment": "Hour before the live session",
        "audience": "People who left a mobile number",
        "metric": "Webinar attendance",
        "stop_rule": "More than 1% unsubscribe",
        "note": "Two sendings, no incident",
    },
}
