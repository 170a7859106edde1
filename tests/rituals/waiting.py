"""What people write of what blocks them, in their words: of a desk they wait for, or of anything else."""

from ritualbot.rituals.desk import DeskKind

LEGAL, PURCHASING, IT = DeskKind.LEGAL, DeskKind.PURCHASING, DeskKind.IT
COMPLIANCE, FINANCE, AGENCY = DeskKind.COMPLIANCE, DeskKind.FINANCE, DeskKind.AGENCY

PEOPLE = {"Nadia Benali": LEGAL, "Marc": IT, "Sophie Laurent": PURCHASING, "Omar": COMPLIANCE}

WAITING_FR = {
    LEGAL: """
En attente du juridique
en attente du juridique pour le règlement du jeu-concours
J’attends le retour du juridique
J'attends la validation du juridique sur la bannière
attente juridique
Toujours pas de nouvelles du juridique
Bannière de printemps : réponse du juridique attendue
Le juridique ne répond pas
On attend toujours le feu vert du service juridique
Règlement bloqué au juridique
Le règlement est chez le juridique depuis lundi
Sans réponse du juridique depuis 3 jours
Le juridique n’a pas encore validé le règlement
Pas de réponse des juristes
J'attends Nadia pour le règlement
Pas de nouvelles de Nadia Benali
""",
    PURCHASING: """
En attente des achats
en attente achats, bon de commande
J’attends le retour des achats sur le devis
Les achats n’ont pas encore référencé le traiteur
Bloquée par les achats
Le service achats doit encore valider le fournisseur
Devis parti aux achats, pas de réponse
Relance faite aux achats, toujours rien
Sophie ne m’a pas répondu
""",
    IT: """
En attente de la DSI
J’attends que la DSI ouvre les accès
Accès aux segments : réponse de la DSI attendue
Accès toujours pas ouverts par la DSI
pas de nouvelles de la dsi
DSI : en attente d'un retour sur le tag
J’attends les accès de l’informatique
Ticket ouvert à la DSI, sans réponse
Il me manque la validation de la DSI
j'attends Marc pour les accès
""",
    COMPLIANCE: """
En attente de la conformité
en attente conformite
J’attends la validation de la conformité
Le DPO n'a pas répondu
J'attends l’avis du DPO sur le formulaire
Pas de retour d’Omar sur le traitement des données
""",
    FINANCE: """
En attente de finance
en attente de la finance
J’attends l’accord de la finance pour le budget d'avril
Pas de nouvelles du contrôle de gestion
Le budget attend la validation des finances
La compta n’a toujours pas traité la facture
""",
    AGENCY: """
En attente de l’agence
J’attends les visuels de l’agence
Pas de nouvelles de l'agence pour les déclinaisons
""",
}

NOT_WAITING_FR = """
Validé par le juridique
Plus rien en attente de la DSI
Le juridique a validé la bannière
Le juridique a répondu ce matin
Retour du juridique reçu
Réponse de la DSI reçue hier
La DSI a ouvert les accès
Accès ouverts par la DSI
Les achats ont validé le devis
Bon de commande signé par les achats
La conformité a donné son feu vert
Feu vert de la finance
Budget validé par la finance
Plus besoin du juridique
Je n’attends plus rien du juridique
On n'attend plus la DSI
Pas besoin de la DSI pour ça
Rien en attente
Aucune attente côté juridique
Rien n’est bloqué au juridique
Réunion avec le juridique demain
Point DSI à 14h
Je prépare la demande pour le juridique
Envoi du règlement au juridique cet après-midi
Règlement du jeu-concours, V2 écrite et envoyée au juridique
J’attends le retour de Bruno sur la bannière
En attente de Chloé
J’attends la fin du test A/B
Pas de nouvelles du photographe
En attente
Bloqué
Campagne achats de Noël en attente de visuels
J’attends les achats média de la semaine
Je relis les mentions légales
Article sur la conformité publié
J’attends l'ouverture des ventes
Panne d’imprimante
Le serveur de fichiers est lent
L’agence a livré les visuels
Brief envoyé à l’agence ce matin
Merci au juridique pour sa rapidité
Nadia a validé le règlement
Vu avec Nadia
C’est bon côté juridique
Reçu l’accord des achats
Le juridique attend ma V2
La DSI attend ma réponse
Nadia m’attend en salle 2
Rien à signaler
Finance : RAS
Le juridique est d’accord, j’attends Bruno
Débloqué par la DSI
Je n'ai plus besoin d'attendre la conformité
J’attends Bruno pour envoyer le dossier au juridique
Le juridique n’a pas d’objection
Pas de remarque du juridique
Ma V2 est attendue par le juridique
"""

WAITING_EN = {
    LEGAL: """
Waiting for legal
waiting on legal for the contest rules
Still waiting for legal
Awaiting legal approval
Pending legal review
Waiting to hear back from legal
No news from legal
Haven’t heard back from legal
Legal hasn't replied yet
Legal has not approved the banner yet
Contest rules are with legal since Monday
Stuck with legal
Blocked by legal
Spring banner: waiting for legal
Need sign-off from legal
Waiting for Nadia on the rules
No answer from Nadia Benali
""",
    PURCHASING: """
Waiting for purchasing
awaiting procurement
PO still with purchasing
Purchasing hasn’t onboarded the caterer yet
No reply from procurement
Sophie hasn't answered about the quote
""",
    IT: """
Waiting for IT
Access to segments: waiting for IT
Still no word from IT
IT has not opened the access yet
waiting for the it team to add the tag
Ticket raised with IT, no answer
Blocked by IT
I’m waiting for Marc to open the access
""",
    COMPLIANCE: """
Waiting for compliance
pending compliance approval
Waiting for the DPO’s opinion
No answer from the privacy team
""",
    FINANCE: """
Waiting for finance
waiting on finance to approve the budget
Finance still needs to approve the budget
No news from accounting
I need finance’s go-ahead
Budget pending with finance
""",
    AGENCY: """
Waiting for the agency
No visuals from the agency yet
The agency is late with the first version
""",
}

NOT_WAITING_EN = """
Approved by legal
Legal approved the banner
Legal has replied
Got legal’s answer
No longer waiting for legal
Not waiting for IT any more
Nothing pending with IT
Waiting for it to load
I’m waiting for it
It is blocked
It has not loaded yet
IT opened the access
IT has fixed the tag
Unblocked by IT
Finance approved the budget
Legal page online
Read the legal notice again
Waiting for the legal page to load
Meeting with legal tomorrow
Sending the rules to legal today
Contest rules, V2 written and sent to legal
Legal is waiting for my V2
Compliance needs my answers
Waiting for Bruno
Waiting for the client’s feedback
No blockers
Waiting for the test to end
The agency delivered the visuals
Brief sent to the agency
All good with compliance
Compliance gave the green light
Purchasing signed the order
PO signed by purchasing
I don’t need legal any more
No need to wait for IT
Thanks to legal for the quick answer
Lunch with Marc
Nadia approved the rules
Nadia is waiting for me
Finance newsletter sent
Purchase page test running
Received finance’s approval
Waiting for Bruno to brief legal
No objections from legal
Legal has no remarks
The banner is stuck in review with Claire
Nothing from me
"""

# Written after the rules, and never looked at while they were.
HELD_OUT_WAITING_FR = {
    LEGAL: """
Toujours en attente d'une relecture juridique
le service juridique n'a rien renvoyé
J'attends que les juristes tranchent
La bannière est encore au juridique
Nadia doit me confirmer la mention
""",
    PURCHASING: """
le contrat traîne aux achats
J’attends le numéro de commande des achats
Aucun retour de Sophie Laurent
""",
    IT: """
tag non posé : j'attends la DSI
Toujours rien de la DSI pour les droits
L'informatique tarde à créer la page
""",
    COMPLIANCE: """
le formulaire attend le visa de la conformité
""",
    FINANCE: """
Facture coincée à la compta
Besoin du go de la finance
""",
    AGENCY: """
l'agence n'a pas livré la V1
""",
}
HELD_OUT_NOT_WAITING_FR = """
Le juridique est passé ce matin, tout est clair
J'ai relancé Bruno pour les visuels
Contrat signé hier par les achats
La DSI vient de poser le tag
On a eu le feu vert de la conformité
Je finis le dossier pour la finance
La compta a payé la facture
J'attends une place de parking
Présentation à l'agence jeudi
Formation juridique vendredi
Nadia est en congé
Le budget est dépassé
Le site est en panne depuis ce matin
Je dois répondre au juridique
L'agence attend notre brief
"""
HELD_OUT_WAITING_EN = {
    LEGAL: """
legal still reviewing the contest rules
I have been waiting for two days on legal
Can't publish until legal signs off
Nadia has not come back to me
Rules not cleared by legal yet
""",
    PURCHASING: """
Order stuck in purchasing
Procurement is slow to answer
Waiting on Sophie for the PO number
""",
    IT: """
Need access from IT
IT is yet to fix the form
Tracking tag: nothing from the IT team so far
""",
    COMPLIANCE: """
Omar hasn't cleared the new form
""",
    FINANCE: """
Invoice held up by accounting
awaiting a budget line from finance
""",
    AGENCY: """
agency has not sent the banner
""",
}
HELD_OUT_NOT_WAITING_EN = """
Legal came back with two changes, done
IT closed the ticket
Writing the brief for the agency
I owe finance a forecast
Marc showed me the dashboard
Compliance training this afternoon
The form is slow
Waiting for the printer to come back
Legal signed off on the banner
We agreed the date with purchasing
Nadia and I reviewed the rules
It works again
Too many meetings today
Agency call moved to Thursday
Sophie sent the order number
"""
