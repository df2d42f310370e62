directory-title = Find a professional
directory-lead = In the national directory of health professionals: by name, or by RPPS number.
directory-family = Family name
directory-family-hint = Its first three letters are enough.
directory-given = Given name (optional)
directory-town = Town (optional)
directory-postcode = Postcode (optional)
directory-postcode-hint = Or the first two digits or more, such as 29.
directory-profession = Profession
directory-any-profession = Any
directory-rpps = RPPS number
directory-rpps-hint = 11 digits, as they stand on prescriptions. It is enough alone.
directory-send = Find
directory-number = RPPS number
directory-nobody = Nobody was found
directory-found = { $count ->
    [one] One professional was found
   *[other] { $count } professionals were found
}
directory-first = The first { $count } are shown: fill in more to find others
directory-source = Names and places are those that the national directory publishes. No street is shown.
directory-too-often = You have looked up many people. Try again in a few seconds.
directory-fault-family = Fill in at least three letters of the family name; a shorter name goes with a given name.
directory-fault-given = This given name is too long.
directory-fault-postcode = A postcode is two to five digits.
directory-fault-town = This is not the name of a town.
directory-fault-profession = Choose a profession of the list.
directory-fault-rpps = An RPPS number has 11 digits, the last of which is a key.
