history-title = Historique
history-lead = Qui a fait quoi dans ce dossier, y compris ce qui a été refusé.
history-none = Il ne s’est encore rien passé ici.
older-events = Événements plus anciens
history-documents = { $count ->
    [one] 1 document
   *[other] { $count } documents
}
history-times = { $count } fois
refused = Refusé
by-way = À ce titre :
act-documents-list = A consulté la liste des documents
act-documents-search = A cherché des documents
act-documents-read = A consulté la description d’un document
act-documents-content = A ouvert un document
act-documents-deposit = A déposé un document
act-history-read = A consulté l’historique
act-care-relationships-open = A déclaré une relation de soins
act-patients-find = A recherché le dossier par l’identité de la personne
act-spaces-open = A créé le dossier
act-citizens-register = A inscrit l’identité de la personne
act-citizens-reindex = A refait l’index de recherche par identité
way-w0 = alimentation du dossier
way-w1 = titulaire du dossier
way-w5 = relation de soins
way-w12 = système
way-lookup = recherche par identité
