tab-access = Qui y accède
access-sections = Qui accède au dossier
access-structure-unknown = structure inconnue
access-guest = Invité par un code, se présente ainsi : { $name }
access-not-listed = Professionnel qui n’est plus dans l’annuaire
access-code = Code d’accès
access-whole-team = toute l’équipe
safety-title = Accès en cours
safety-lead = Qui entre dans votre dossier aujourd’hui, pourquoi et jusqu’à quand. Vous pouvez y mettre fin.
safety-waiting = Vous demandent l’accès
safety-approve = Accepter
safety-decline = Refuser
safety-inside = Entrent aujourd’hui
safety-nobody = Personne n’entre dans votre dossier en ce moment, sauf vous.
safety-after-declaration = Un professionnel peut y entrer dès qu’il déclare vous soigner, même après que vous avez mis fin à son accès.
safety-after-approval = Un professionnel qui veut y entrer vous le demande : rien ne s’ouvre avant votre réponse.
safety-after-code = Un professionnel n’y entre qu’avec un code que vous lui donnez, ou si vous l’invitez.
safety-choose = Choisir comment mon dossier s’ouvre
safety-to-come = Pourront entrer plus tard
safety-cancel-code = Annuler ce code
safety-cancel-access = Annuler cet accès
safety-since = Depuis le
safety-until = jusqu’au
safety-no-end = sans fin prévue
safety-end = Mettre fin à cet accès
safety-end-all-title = Mettre fin à tous les accès
safety-end-all-means = Tous les accès en cours se terminent maintenant, et les demandes en attente sont refusées. Ce que vous cachez et les personnes que vous bloquez ne changent pas. Les professionnels peuvent toujours déposer des documents, et une urgence reste possible si vous la permettez. Qui vous représente, par la loi ou par une décision de justice, garde son accès.
safety-sure = Je confirme que tous les accès doivent se terminer.
safety-unsure = Pour mettre fin à tous les accès, cochez la case qui le confirme.
safety-end-all = Mettre fin à tous les accès maintenant
done-saved = C’est enregistré.
done-ended = C’est terminé.
done-all-ended = Tous les accès sont terminés.
done-not-yet = Ce que vous avez demandé n’est pas encore fait : il fallait d’abord prouver que c’est vous. Vous pouvez maintenant le refaire.
access-waiting = Code que personne n’a encore utilisé
access-to-come = À venir
access-from = À partir du
access-made = Fait le
access-began = Commencé le
access-running = En cours
access-emptied = En cours, mais ne montre plus rien : ce que vous avez choisi est caché ou n’est plus là
access-over = Terminé le
opens-whole = Ouvre tout le dossier, sauf ce qui est caché.
opens-shelves = Ouvre, sauf ce qui est caché : { $name }
opens-documents = { $count ->
    [one] Ouvre 1 document choisi.
   *[other] Ouvre { $count } documents choisis.
}
codes-title = Codes d’accès
codes-lead = Un code ouvre une partie de votre dossier à la personne à qui vous le donnez, pour un temps. Vous pouvez y mettre fin à tout moment.
codes-live = Accès temporaires et codes
codes-none = Il n’y a aucun accès temporaire, et aucun code n’attend.
codes-end = Y mettre fin
codes-new = Faire un nouveau code
codes-over = Ce qui est terminé
codes-factor = Pour faire un code, montrez d’abord que c’est vous.
codes-back = Voir mes codes et y mettre fin
codes-nothing = Choisissez ce que le code ouvre : cochez au moins un document ou une catégorie, ou choisissez tout le dossier.
codes-two-ways = Ce que vous avez coché ne va pas avec votre choix : cochez des documents ou des catégories, pas les deux, et rien pour tout le dossier.
codes-no-time = Choisissez une durée dans la liste.
codes-not-possible = Cela n’est pas possible : trop de codes attendent déjà, ou un document n’est plus là. Rien n’a changé.
codes-made-before = Ce formulaire a déjà fait un code, qui n’est affiché qu’une fois. Le voici parmi les codes : vous pouvez y mettre fin, ou en faire un autre.
code-opens = Ce que le code ouvre
code-opens-documents = Les documents cochés
code-opens-shelves = Les catégories cochées, sauf ce qui est caché
code-opens-whole = Tout le dossier, sauf ce qui est caché
code-documents = Documents
code-documents-hint = Un document coché se montre même s’il est caché. Une personne sans compte professionnel ne peut utiliser qu’un code pour des documents cochés.
code-no-documents = Il n’y a aucun document dans votre dossier.
code-hidden = caché
code-shelves = Catégories
code-lasts = Pour combien de temps
code-lasts-hint = À partir du moment où le code est utilisé. Une personne sans compte professionnel entre 24 heures au plus.
lasts-hour = 1 heure
lasts-day = 24 heures
lasts-week = 7 jours
lasts-month = 30 jours
code-make = Faire le code
code-made-title = Votre code
code-made = Votre code :
code-made-once = Notez-le ou dites-le maintenant : il ne sera plus jamais affiché. La première personne qui l’utilise entre, et elle seule.
code-made-until = Il peut être utilisé une fois, jusqu’au
code-made-guest = Vous serez prévenu dès qu’il est utilisé, et par qui.
code-shows-hidden = { $count ->
    [one] 1 document de ce code est caché : ce code le montre.
   *[other] { $count } documents de ce code sont cachés : ce code les montre.
}
grant-care = Vous suit en ce moment.
grant-delegation = Agit pour un professionnel qui vous soigne et lui a délégué son accès.
grant-temporary = A un accès temporaire que vous avez donné.
grant-emergency = Est entré en urgence.
grant-administrator = Est votre médecin administrateur : voit aussi ce qui est masqué, mais n’entre que si un autre accès est ouvert.
grant-attending = Est votre médecin traitant, selon l’Assurance Maladie : voit aussi ce qui est masqué, mais n’entre que si un autre accès est ouvert.
grant-blocked = Bloqué : ne voit que ce qu’il a déposé lui-même.
grant-request = Demande à vous soigner et n’entre pas tant que vous n’avez pas accepté.
grant-code-called = Code que personne n’a encore utilisé
grant-code = Il ouvre un suivi au professionnel à qui vous l’avez donné.
shown-evidence-team = Déclare être de l’équipe qui vous soigne.
shown-evidence-consent = Déclare que vous avez dit oui pour cette consultation.
shown-evidence-admission = Déclare que vous avez été admis dans l’établissement.
shown-evidence-card = Déclare avoir lu votre carte.
shown-evidence-code = Vous avez donné un code.
shown-evidence-approval = Vous avez accepté sa demande.
shown-evidence-invitation = Vous l’avez invité.
shown-by-care = Une relation de soins est en cours.
shown-by-delegation = Un professionnel qui vous soigne lui a délégué son accès.
shown-by-temporary = Vous avez donné un accès temporaire.
shown-by-emergency = Un accès en urgence est en cours.
shown-by-other = Un accès est ouvert.
hidden-by-block = Vous bloquez cette personne ou sa structure : elle ne voit que ce qu’elle a déposé.
hidden-by-release = Il n’est pas encore montré au patient ni à ses proches.
hidden-by-representatives = Vous le cachez à vos représentants légaux.
hidden-by-matrix = Les règles nationales n’ouvrent pas ce type de document à son métier.
hidden-by-exception = Vous le cachez à cette personne, à sa structure ou à son métier.
hidden-by-mask = Le document est masqué, caché avec un sujet ou masqué à son arrivée.
hidden-by-discretion = Le dossier est en mode discret, et le document est arrivé depuis.
hidden-by-other = Cet accès ne comprend pas ce document.
preferences-title = Mes choix
preferences-lead = Comment votre dossier s’ouvre aux professionnels et ce que vous leur cachez. Rien n’est enregistré avant que vous ayez vu ce que cela change.
preferences-levers = Régler plus finement
preferences-foresee = Voir ce que cela change
preferences-save = Enregistrer ces choix
preferences-changed-meanwhile = Vos choix ont changé entre-temps, dans une autre fenêtre. Voici ce qui est enregistré.
preferences-too-much = Ces choix ne peuvent pas être enregistrés ensemble. Rien n’a changé.
start-legend = Comment un professionnel commence-t-il à vous soigner ?
start-as-preset = Comme le choix ci-dessus
start-on-declaration = Il le déclare
start-on-approval = Je l’accepte à chaque fois
start-only-by-code = Seulement avec un code que je donne
emergency-legend = En urgence, si je ne peux pas m’exprimer
emergency-glass = Un professionnel peut ouvrir mon dossier
emergency-glass-means = Il dit pourquoi, cela est vérifié ensuite par une autre personne, et vous êtes prévenu.
emergency-regulation = Le centre 15 peut regarder mon dossier
emergency-regulation-means = Pendant l’appel, pour préparer les secours.
emergency-masked = Ce que je masque se voit aussi en urgence
emergency-masked-means = Sans cela, les soignants ne verront pas ces documents, même si votre vie en dépend.
topics-legend = Sujets cachés aux professionnels
topics-hint = Les documents qui en parlent se cachent, aujourd’hui et à leur arrivée. Ce qu’une machine ne reconnaît pas vous est signalé avant d’enregistrer.
topic-own = Un sujet que vous avez défini.
mask-legend = Masquer dès leur arrivée
mask-hint = Seuls les documents à venir sont concernés.
mask-all = Tous les documents
mask-structure = Tout ce que dépose { $name }
would-title = Ce que cela change
would-not-saved = Rien n’est encore enregistré.
would-start-on-declaration = Désormais, un professionnel entre dès qu’il déclare vous soigner.
would-start-on-approval = Désormais, un professionnel attend votre accord avant d’entrer.
would-start-only-by-code = Désormais, un professionnel n’entre qu’avec un code que vous lui donnez.
would-mask-on-arrival = Les prochains documents que vous avez cochés arriveront masqués.
would-mask-no-more = Les prochains documents que vous avez décochés n’arriveront plus masqués ; ceux que ce choix masquait se voient à nouveau.
would-emergency = Ce qu’une urgence peut ouvrir change comme vous l’avez coché.
would-no-emergency = En urgence, personne ne pourra ouvrir votre dossier, même si votre vie en dépend.
preferences-not-foreseen = Vous avez changé un choix depuis. Voici ce que cela change ; rien n’est encore enregistré.
would-factor = Ce choix ouvre quelque chose de fermé : pour l’enregistrer, prouvez d’abord que c’est vous. Il vous sera ensuite montré à nouveau.
would-factor-go = Prouver que c’est moi
would-check = À vérifier vous-même
check-mentions = Il résume toute votre santé et en parle : il reste visible.
check-not-coded = Rien n’y est codé, une machine ne peut pas savoir.
preview-with = Regarder le dossier, avec ces choix, comme
preview-look = Regarder
preview-title = Regarder comme un autre
preview-lead = Ce qu’un aidant, ou un professionnel qui vous soigne, verrait de votre dossier.
preview-as = Vu par : { $name }
preview-unsaved = C’est un essai : ces choix ne sont pas enregistrés.
preview-more = Seuls les plus récents sont montrés ici.
preview-profession = Une personne, ou un métier
preview-number = Ou une personne, par son numéro RPPS
preview-number-hint = 11 chiffres, dans l’annuaire. Laissez vide pour le métier choisi.
preview-wrong-number = Ce n’est pas un numéro RPPS : il a 11 chiffres.
preview-wrong-digit = Ce n’est pas un numéro RPPS : un de ses 11 chiffres est faux. Vérifiez-le.
preview-nobody = Choisissez un métier, ou donnez le numéro d’une personne de l’annuaire.
named-title = Personnes nommées
named-lead = Qui vous bloquez, et ce que vous cachez ou montrez à quelqu’un en particulier.
named-number = Numéro RPPS d’une personne, ou FINESS d’une structure
named-number-hint = 11 ou 9 chiffres.
named-directory = Chercher dans l’annuaire
named-wrong-number = Ce n’est ni un numéro RPPS, qui a 11 chiffres, ni un numéro FINESS, qui en a 9.
named-wrong-digit = Ce n’est ni un numéro RPPS ni un numéro FINESS : un de ses chiffres est faux. Vérifiez-le.
named-two-ways = Choisissez un métier ou donnez un numéro, pas les deux.
named-nobody = Dites qui : un métier, ou un numéro.
named-nothing = Choisissez ce que vous cachez ou montrez.
named-no-effect = Choisissez de cacher ou de montrer.
named-not-possible = Cela n’est pas possible : l’annuaire ne connaît pas ce numéro, ou il y en a déjà trop. Rien n’a changé.
named-until = Jusqu’au (facultatif)
named-until-hint = Ce jour compris. Sans date, cela dure jusqu’à ce que vous y mettiez fin.
named-wrong-day = Ce n’est pas une date : donnez un jour à venir, ou laissez la date vide.
named-past-day = Ce jour est passé : donnez un jour à venir, ou laissez la date vide.
named-far-day = Cette date est trop lointaine : donnez un jour dans les 120 ans, ou laissez la date vide.
audience-hide = Cacher ce document à { $name }
audience-show = Montrer ce document à { $name }
named-a-document = Un document
blocks-title = Personnes et structures bloquées
blocks-none = Vous ne bloquez personne.
blocks-means = Qui est bloqué ne voit plus que ses propres dépôts, et ne peut pas savoir qu’il est bloqué.
blocks-block = Bloquer
blocks-lift = Ne plus bloquer
exceptions-title = Caché ou montré à quelqu’un
exceptions-none = Il n’y a aucune exception.
exceptions-means = Cachez un sujet ou une catégorie à une personne, une structure ou un métier, ou montrez-le malgré vos masques. Montrer n’ouvre jamais le dossier.
exception-about = Quoi
exception-effect = Cacher ou montrer
exception-hide = Cacher
exception-show = Montrer
exception-profession = À un métier
exception-no-profession = Aucun métier
exception-number = Ou à une personne ou une structure, par son numéro
exception-save = Ajouter cette exception
exception-hidden = Caché
exception-shown = Montré
exception-end = Retirer cette exception
audience-title = Qui voit ce document
audience-link = Qui le voit ?
audience-people = Ceux qui entrent aujourd’hui
audience-nobody = Personne n’entre aujourd’hui, sauf vous.
audience-sees = Le voit
audience-sees-not = Ne le voit pas
audience-author = C’est l’auteur de ce document.
audience-author-sees = C’est l’auteur de ce document : vos masques et vos sujets cachés ne le lui cachent pas.
audience-others = Ceux qui pourraient entrer
audience-in-care = Dans une relation de soins
audience-in-emergency = En urgence
audience-no-profession = Aucun métier ne le verrait.
mask-title = Masquer ce document
mask-is-on = Ce document est masqué : les professionnels ne savent pas qu’il existe, sauf son auteur, votre médecin traitant, vos médecins administrateurs, et ceux à qui vous le montrez par un code ou une exception. En urgence, vos choix disent s’il se voit.
mask-means = Masqué, il disparaît pour les professionnels, sauf pour son auteur, votre médecin traitant, vos médecins administrateurs, et ceux à qui vous le montrez par un code ou une exception. En urgence, vos choix disent s’il se voit.
mask-on = Masquer ce document
mask-off = Ne plus le masquer
mask-show = Le montrer malgré mes sujets cachés
mask-as-usual = Suivre mes choix habituels
disputes-title = Mes contestations
disputes-lead = Ce que vous avez dit ne pas être normal dans votre historique, et ce qui en est advenu. Un auditeur examine chaque contestation sans connaître votre nom.
disputes-none = Vous n’avez rien contesté. Dans l’historique, chaque ligne peut l’être.
disputes-back = Revenir à l’historique
dispute-link = Ce n’était pas normal
dispute-this = Ce n’était pas normal
dispute-words = Qu’est-ce qui n’était pas normal ?
dispute-words-hint = L’auditeur qui examine votre contestation lit vos mots, et personne d’autre. 2 000 caractères au plus.
dispute-words-wrong = Dites en quelques mots ce qui n’était pas normal : 2 000 caractères au plus, et 50 contestations en attente au plus.
dispute-waits = Vous avez déjà contesté cette ligne ; la réponse est attendue.
dispute-send = Envoyer
dispute-said = Vous, le
dispute-answer = Réponse
dispute-answered-on = Réponse, le
dispute-sent = Envoyée
dispute-in-review = En cours d’examen
dispute-answered = Répondue
group-how = Regrouper
group-none = Ligne par ligne
group-visit = Par visite
group-person = Par personne
group-robots = Robots à part
group-robot = Robot
group-refused = refusé
group-continues = La suite est plus ancienne.
would-hide = { $count ->
    [0] Aucun document de plus ne se cache.
    [one] 1 document de plus se cache.
   *[other] { $count } documents de plus se cachent.
}
would-show = { $count ->
    [0] Aucun document caché ne redevient visible.
    [one] 1 document caché redevient visible.
   *[other] { $count } documents cachés redeviennent visibles.
}
would-go-on = { $count ->
    [0] Aucun accès n’est en cours.
    [one] 1 accès en cours continue : mettez-y fin dans « Accès en cours ».
   *[other] { $count } accès en cours continuent : mettez-y fin dans « Accès en cours ».
}
would-not-in-emergency = { $count ->
    [0] En urgence, rien de ce que vous cachez ne manquerait.
    [one] En urgence, 1 document caché ne serait pas montré.
   *[other] En urgence, { $count } documents cachés ne seraient pas montrés.
}
preview-count = { $count ->
    [0] Aucun document.
    [one] 1 document.
   *[other] { $count } documents.
}
group-lines = { $count ->
    [one] Voir la ligne
   *[other] Voir les { $count } lignes
}
discretion-title = Rester discret devant mes aidants
discretion-means = Vos aidants, et qui vous assiste, ne voient plus rien de ce qui arrive dans le dossier à partir de maintenant, et rien ne leur dit que vous l’avez choisi. Aucun courriel n’annonce de nouveauté dans le dossier.
discretion-on = Le dossier est discret.
discretion-by-professional = Un soignant l’a demandé pour vous.
discretion-begin = Rendre le dossier discret
discretion-silent = Aucun courriel n’est écrit jusqu’au
discretion-last = N’écrire aucun courriel tant que le dossier est discret
discretion-end = Ne plus être discret
discretion-end-means = Quand vous y mettez fin, vos aidants voient de nouveau ce qui est arrivé entre-temps, sauf ce que vous masquez avant. Un document remplacé entre-temps disparaît pour eux : mieux vaut en ajouter un nouveau.
after-death-title = Après mon décès
after-death-means = La loi permet à vos ayants droit de demander à connaître les causes du décès, à défendre votre mémoire ou à faire valoir leurs droits. Un médecin choisit alors les documents utiles, et rien d’autre n’est montré. Vous pouvez le refuser ; un expert nommé par un juge peut tout de même demander.
after-death-by-doctor = Vos ayants droit pourront voir ce qu’un médecin aura choisi.
after-death-refused = Vous refusez que vos ayants droit voient quoi que ce soit.
after-death-refuse = Refuser
after-death-allow = Ne plus refuser
