mediation-title = Aider une personne
mediation-lead = Pour une personne présente avec vous, qui montre un document d’identité et qui est d’accord.
