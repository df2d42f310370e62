directory-title = Trouver un professionnel
directory-lead = Dans le répertoire national des professionnels de santé : par le nom, ou par le numéro RPPS.
directory-family = Nom de famille
directory-family-hint = Ses trois premières lettres suffisent.
directory-given = Prénom (facultatif)
directory-town = Commune (facultatif)
directory-postcode = Code postal (facultatif)
directory-postcode-hint = Ou ses deux premiers chiffres ou plus, par exemple 29.
directory-profession = Profession
directory-any-profession = Toutes
directory-rpps = Numéro RPPS
directory-rpps-hint = 11 chiffres, tels qu’ils figurent sur les ordonnances. Il suffit à lui seul.
directory-send = Chercher
directory-number = Numéro RPPS
directory-nobody = Personne n’a été trouvé
directory-found = { $count ->
    [one] Un professionnel trouvé
   *[other] { $count } professionnels trouvés
}
directory-first = Voici les { $count } premiers : précisez votre recherche pour en trouver d’autres
directory-source = Les noms et les lieux sont ceux que publie le répertoire national. Aucune adresse n’est affichée.
directory-too-often = Vous avez cherché beaucoup de personnes. Réessayez dans quelques secondes.
directory-fault-family = Indiquez au moins trois lettres du nom de famille ; un nom plus court, avec un prénom.
directory-fault-given = Ce prénom est trop long.
directory-fault-postcode = Un code postal compte de deux à cinq chiffres.
directory-fault-town = Ce n’est pas le nom d’une commune.
directory-fault-profession = Choisissez une profession de la liste.
directory-fault-rpps = Un numéro RPPS compte 11 chiffres, dont le dernier est une clé.
