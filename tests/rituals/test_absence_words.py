"""B7: words of absence ask "Absent today?", thanks are never filed, and everything else is an answer."""

import pytest
from hypothesis import given, strategies as st

from ritualbot.rituals.absence_words import Heard, heard

AWAY_FR = """
je suis malade
Je suis malade aujourd’hui
Bonjour, je suis malade, je reste au lit
RTT demain
RTT
rtt aujourd'hui
Off
off demain matin
Je suis off cet après-midi
Absente aujourd’hui
absent jusqu’à mercredi
Je suis absent demain
Je serai absente vendredi
Désolée, je suis absente aujourd'hui
En congés
en congé demain
En vacances du 3 au 7 mars
Je suis en vacances cette semaine
Je suis en RTT
Je suis en arrêt maladie jusqu'à jeudi
arrêt maladie
Arrêt de travail
Je pose ma journée
Je prends un RTT demain
je pose mon vendredi
Je prends mon après-midi
Mon fils est malade
Ma fille est malade, je reste avec elle
enfant malade
J'ai la grippe
J’ai de la fièvre
Pas là aujourd’hui
pas dispo demain
Je ne suis pas là demain
Je ne serai pas disponible cet après-midi
je ne travaille pas aujourd'hui
Je ne travaille pas le mercredi
Indisponible ce matin
Je reste au lit
CP demain, à lundi
Je m'absente cet après-midi
"""
NOT_AWAY_FR = """
Télétravail aujourd’hui
Je suis en télétravail
En télétravail demain, joignable
À distance aujourd’hui
Je ne suis plus malade
Je ne suis pas malade
De retour de vacances
J'étais absent hier, je reprends la bannière
Malade hier, de retour ce matin
Guérie, je reprends le calendrier
Off-site à préparer pour jeudi
Kick-off du jeu-concours
Offre de printemps : texte relu
Voix off de la vidéo à enregistrer
Je finis la voix off aujourd'hui
Validation des congés dans l’outil
Campagne des vacances d’été : brief envoyé
Page « vacances » en ligne
Planning des congés de l'équipe à publier
Relance des clients absents
Claire est absente, je vois avec Léa
Le juridique est en congés, j’attends lundi
Ma cheffe est en vacances, budget reporté
Le fournisseur ne travaille pas aujourd'hui
Article sur la maladie professionnelle
Le site est indisponible depuis ce matin
La base est indisponible, la DSI regarde
Règlement du jeu-concours, V2 envoyée
J’attends le retour du juridique
Demande au juridique : en attente
Je prends la suite de la bannière
Je prends le relais sur la page d'accueil
Je pose les balises sur la page
Aujourd’hui : relecture du plan média
Trois publications à programmer
Rien de neuf, je continue
Pas de blocage
Je suis sur la bannière toute la journée
Je travaille sur le formulaire d'absence
RTT : article à écrire sur la loi et les RTT des salariés
"""
AWAY_EN = """
I'm sick
I’m sick today
I am ill, see you tomorrow
Sick today
off
Off today
off tomorrow morning
I'm off today
I am off tomorrow
Day off
day off tomorrow
taking the day off
Taking tomorrow off
I'll be taking the afternoon off
PTO today
pto
On leave
on leave until Thursday
I'm on annual leave
I am on vacation this week
On holiday until Monday
Out of office
OOO today
ooo until Wednesday
I'm out of office today
I am out today
out sick
I'll be away tomorrow
I will be absent on Friday
away this afternoon
I won't be in today
I can't work today
I'm not working today
not in today
I'm not feeling well
Feeling unwell, sorry
Calling in sick
My son is sick
I have the flu
I've got a fever, sorry
"""
NOT_AWAY_EN = """
Working from home today
WFH
Remote today
I'm working remotely
I'm not sick
No longer sick
Back from vacation
I was off yesterday
I was sick last week, catching up
I am back, feeling better
Off to the client's office
I'm off to see legal
Kick-off of the contest
Off-site to prepare for Thursday
Offer page written
I signed off the banner
Sign-off from legal expected
Turned off the old tracking
I'm away from my desk until ten, then the banner
Vacation campaign: brief sent
Holiday landing page online
Out of scope items moved to the backlog
I'm out of ideas for the headline
Legal is out of office, waiting
Claire is away, I'll ask Léa
The vendor is on leave
The site is unavailable since this morning
Article about sick leave rules
Reviewing the leave policy page
Roll out the newsletter
Sent out the survey
I am sick of this tool, switching
I'm not in favour of the second banner
Request legal: waiting
Waiting for legal
No blockers
Nothing new, carrying on
I will finish the media plan today
Three posts to schedule
I take over the banner from Bruno
"""
THANKS = """
merci
Merci !
Merci beaucoup 🙏
ok merci
Super, merci
Merci pour le rappel
Bonjour, merci
parfait
D’accord
👍
❤️
Thanks
thanks a lot!
Thank you
ok
OK, great
Got it, thanks
Noted
Cheers
Thanks for the reminder
"""


def lines(text: str) -> list[str]:
    return text.strip().splitlines()


def test_there_are_forty_of_each() -> None:
    for said in (AWAY_FR, NOT_AWAY_FR, AWAY_EN, NOT_AWAY_EN):
        assert len(set(lines(said))) >= 40


@pytest.mark.parametrize("said", [*lines(AWAY_FR), *lines(AWAY_EN)])
def test_words_of_absence_ask(said: str) -> None:
    assert heard(said) is Heard.ABSENT


@pytest.mark.parametrize("said", [*lines(NOT_AWAY_FR), *lines(NOT_AWAY_EN)])
def test_other_words_are_an_answer(said: str) -> None:
    assert heard(said) is Heard.ANSWER


@pytest.mark.parametrize("said", lines(THANKS))
def test_thanks_are_never_filed(said: str) -> None:
    assert heard(said) is Heard.THANKS


@pytest.mark.parametrize("said", ["Merci de relire la bannière", "Thanks page written", "ok pour la V2, je publie"])
def test_thanks_within_an_answer_do_not_hide_it(said: str) -> None:
    assert heard(said) is Heard.ANSWER


def test_a_long_text_is_an_answer_whatever_it_mentions() -> None:
    assert heard("Je suis malade. " + "Bannière de printemps relue avec Claire. " * 8) is Heard.ANSWER


@pytest.mark.parametrize("said", [*lines(AWAY_FR), *lines(AWAY_EN), *lines(THANKS)])
def test_case_accents_and_typography_change_nothing(said: str) -> None:
    assert heard(said.upper()) is heard(said) is heard(said.replace("’", "'")) is heard(f"  {said}  !! ")


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_is_heard(said: str) -> None:
    assert heard(said) in Heard
