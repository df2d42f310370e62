history-title = Historique
history-lead = Qui a fait quoi dans ce dossier, y compris ce qui a été refusé.
history-none = Il ne s’est encore rien passé ici.
older-events = Événements plus anciens
history-documents = { $count ->
    [one] 1 document
   *[other] { $count } documents
}
history-times = { $count } fois
history-see = Voir le document
you = Vous
refused = Refusé
by-way = À ce titre :
act-documents-list = Consultation de la liste des documents
act-documents-search = Recherche de documents
act-documents-read = Consultation de la description d’un document
act-documents-content = Ouverture d’un document
act-documents-deposit = Dépôt d’un document
act-documents-readable = Lecture d’un document
act-documents-entries = Lecture des résultats, médicaments et vaccins d’un document
act-documents-versions = Consultation des versions d’un document
act-documents-replace = Remplacement d’un document par une nouvelle version
act-documents-withdraw = Retrait d’un document
act-documents-archive = Archivage ou reprise d’un document
act-documents-entitle = Changement du titre d’un document
act-history-read = Consultation de l’historique
act-care-relationships-open = Déclaration d’une relation de soins
act-patients-find = Recherche du dossier par l’identité de la personne
act-spaces-open = Création du dossier
act-citizens-register = Inscription de l’identité de la personne
act-citizens-reindex = Réfection de l’index de recherche par identité
way-w0 = alimentation du dossier
way-w1 = titulaire du dossier
way-w5 = relation de soins
way-w12 = système
way-lookup = recherche par identité
