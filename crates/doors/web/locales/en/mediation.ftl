mediation-title = Help somebody
mediation-lead = For somebody who is there with you, shows a document of identity and agrees.
