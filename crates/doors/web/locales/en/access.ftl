tab-access = Who gets in
access-sections = Who gets into the record
access-structure-unknown = unknown structure
access-guest = Guest by a code, who says to be: { $name }
access-not-listed = Professional who is no longer in the directory
access-code = Access code
access-whole-team = the whole team
safety-title = Who gets in now
safety-lead = Who gets into your record today, why and until when. You can end it.
safety-waiting = Asking you for access
safety-approve = Approve
safety-decline = Decline
safety-inside = Get in today
safety-nobody = Nobody gets into your record at present but you.
safety-after-declaration = A professional may get in by declaring to care for you, even after you ended their access.
safety-after-approval = A professional who wants to get in asks you: nothing opens before your answer.
safety-after-code = A professional gets in only with a code that you give, or if you let them in by name.
safety-choose = Choose how my record opens
safety-to-come = May get in later
safety-cancel-code = Cancel this code
safety-cancel-access = Cancel this access
safety-since = Since
safety-until = until
safety-no-end = with no end set
safety-end = End this access
safety-end-all-title = End every access
safety-end-all-means = Every access that runs ends now, and requests that wait are declined. What you hide and whom you block does not change. Professionals may still deposit documents, and an emergency may still open the record if you allow it. Whoever represents you, by law or by a decision of a judge, keeps their access.
safety-sure = I confirm that every access is to end.
safety-unsure = To end every access, tick the box that confirms it.
safety-end-all = End every access now
done-saved = This is saved.
done-ended = This has ended.
done-all-ended = Every access has ended.
done-not-yet = What you asked for is not done yet: it had to be shown first that it is you. You can do it again now.
access-waiting = A code that nobody has used yet
access-to-come = To come
access-from = From
access-made = Made on
access-began = Began on
access-running = Runs
access-emptied = Runs, but shows nothing any more: what you chose is hidden or gone
access-over = Over since
opens-whole = Opens the whole record, except what is hidden.
opens-shelves = Opens, except what is hidden: { $name }
opens-documents = { $count ->
    [one] Opens 1 chosen document.
   *[other] Opens { $count } chosen documents.
}
codes-title = Access codes
codes-lead = A code opens a part of your record to the person to whom you give it, for a time. You can end it whenever you want.
codes-live = Temporary accesses and codes
codes-none = There is no temporary access, and no code waits.
codes-end = End it
codes-new = Make a new code
codes-over = What is over
codes-factor = To make a code, show first that it is you.
codes-back = See my codes and end them
codes-nothing = Choose what the code opens: tick at least one document or category, or choose the whole record.
codes-two-ways = What you ticked does not go with your choice: tick documents or categories, not both, and nothing for the whole record.
codes-no-time = Choose a duration from the list.
codes-not-possible = This is not possible: too many codes wait already, or a document is no longer there. Nothing has changed.
codes-made-before = This form made a code already, which is shown only once. It is among the codes here: you can end it, or make another one.
code-opens = What the code opens
code-opens-documents = The documents that I tick
code-opens-shelves = The categories that I tick, except what is hidden
code-opens-whole = The whole record, except what is hidden
code-documents = Documents
code-documents-hint = A document that you tick is shown even if it is hidden. Somebody without a professional account can use a code for ticked documents alone.
code-no-documents = There is no document in your record.
code-hidden = hidden
code-shelves = Categories
code-lasts = For how long
code-lasts-hint = From the moment the code is used. Somebody without a professional account gets in for 24 hours at most.
lasts-hour = 1 hour
lasts-day = 24 hours
lasts-week = 7 days
lasts-month = 30 days
code-make = Make the code
code-made-title = Your code
code-made = Your code:
code-made-once = Write it down or say it now: it will never be shown again. The first person who uses it gets in, and nobody else.
code-made-until = It can be used once, until
code-made-guest = You are told as soon as it is used, and by whom.
code-shows-hidden = { $count ->
    [one] 1 document of this code is hidden: this code shows it.
   *[other] { $count } documents of this code are hidden: this code shows them.
}
grant-care = Cares for you at present.
grant-delegation = Acts for a professional in whose care you are, who handed the access on.
grant-temporary = Has a temporary access that you gave.
grant-emergency = Came in by an emergency.
grant-administrator = Is your administrator doctor: sees what is masked too, but gets in only if something else lets them in.
grant-attending = Is your attending doctor, as the health insurance says: sees what is masked too, but gets in only if something else lets them in.
grant-blocked = Blocked: sees only what they put in themselves.
grant-request = Asks to care for you, and does not get in until you approve.
grant-code-called = Code that nobody has used yet
grant-code = It begins a care relationship with the professional to whom you gave it.
shown-evidence-team = Says to be of the team in charge.
shown-evidence-consent = Says that you said yes for this consultation.
shown-evidence-admission = Says that you were admitted to the establishment.
shown-evidence-card = Says that your card was read.
shown-evidence-code = You gave a code.
shown-evidence-approval = You approved the request.
shown-evidence-invitation = You let them in by name.
shown-by-care = A care relationship runs.
shown-by-delegation = A professional who cares for you handed the access on.
shown-by-temporary = You gave a temporary access.
shown-by-emergency = An access in an emergency runs.
shown-by-other = An access is open.
hidden-by-block = You block this person or their structure: they see only what they deposited.
hidden-by-release = It is not yet shown to the patient, nor to those close to them.
hidden-by-representatives = It is hidden from your legal representatives.
hidden-by-matrix = National rules do not open this type of document to that profession.
hidden-by-exception = You hide it from this person, their structure or their profession.
hidden-by-mask = The document is masked, hidden with a topic, or was masked as it came in.
hidden-by-discretion = The record is kept discreet, and the document came in since.
hidden-by-other = This access does not comprise this document.
preferences-title = My choices
preferences-lead = How your record opens to professionals and what you hide from them. Nothing is saved before you have seen what it changes.
preferences-levers = Fine-tune
preferences-foresee = See what this changes
preferences-save = Save these choices
preferences-changed-meanwhile = Your choices changed meanwhile, in another window. This is what is saved.
preferences-too-much = These choices cannot be saved together. Nothing has changed.
start-legend = How does a professional begin to care for you?
start-as-preset = As the choice above says
start-on-declaration = They declare it
start-on-approval = I approve each one
start-only-by-code = Only by a code that I give
emergency-legend = In an emergency, if I cannot express myself
emergency-glass = A professional may open my record
emergency-glass-means = They say why, somebody else looks at it afterwards, and you are told.
emergency-regulation = The emergency call centre may look into my record
emergency-regulation-means = During the call, to prepare help.
emergency-masked = What I mask shows in an emergency too
emergency-masked-means = Without it, carers do not see these documents even if your life depends on them.
topics-legend = Topics hidden from professionals
topics-hint = Documents about them hide, today and as they come in. What a machine does not recognise is pointed out before you save.
topic-own = A topic that you defined.
mask-legend = Mask as they come in
mask-hint = Only documents that come in from now on are concerned.
mask-all = All documents
mask-structure = Everything that { $name } deposits
would-title = What this changes
would-not-saved = Nothing is saved yet.
would-start-on-declaration = From now on, a professional gets in by declaring to care for you.
would-start-on-approval = From now on, a professional waits for your approval before getting in.
would-start-only-by-code = From now on, a professional gets in only with a code that you give.
would-mask-on-arrival = The documents to come that you ticked will arrive masked.
would-mask-no-more = The documents to come that you unticked will arrive unmasked; those that this choice masked are seen again.
would-emergency = What an emergency may open changes as you ticked it.
would-no-emergency = In an emergency, nobody will be able to open your record, even if your life depends on it.
preferences-not-foreseen = You changed a choice since. This is what it changes; nothing is saved yet.
would-factor = This choice opens something that is shut: to save it, show first that it is you. It is then shown to you again.
would-factor-go = Show that it is me
would-check = To check by hand
check-mentions = It sums up your whole health and mentions it: it stays visible.
check-not-coded = Nothing in it is coded, a machine cannot tell.
preview-with = Look at the record, with these choices, as
preview-look = Look
preview-title = Look as somebody else
preview-lead = What a carer, or a professional who looks after you, would see of your record.
preview-as = As seen by: { $name }
preview-unsaved = This is a trial: these choices are not saved.
preview-more = Only the newest are shown here.
preview-profession = A person, or a profession
preview-number = Or a person, by RPPS number
preview-number-hint = 11 digits, in the directory. Leave empty for the profession chosen.
preview-wrong-number = This is no RPPS number: it has 11 digits.
preview-wrong-digit = This is no RPPS number: one of its 11 digits is wrong. Check it.
preview-nobody = Choose a profession, or give the number of somebody in the directory.
named-title = People by name
named-lead = Whom you block, and what you hide from somebody in particular or show to them.
named-number = RPPS number of a person, or FINESS number of a structure
named-number-hint = 11 or 9 digits.
named-directory = Look in the directory
named-wrong-number = This is neither an RPPS number, which has 11 digits, nor a FINESS number, which has 9.
named-wrong-digit = This is neither an RPPS number nor a FINESS number: one of its digits is wrong. Check it.
named-two-ways = Choose a profession or give a number, not both.
named-nobody = Say who: a profession, or a number.
named-nothing = Choose what you hide or show.
named-no-effect = Choose to hide or to show.
named-not-possible = This is not possible: the directory does not know this number, or there are too many already. Nothing has changed.
named-until = Until (optional)
named-until-hint = That day included. Without a date it lasts until you end it.
named-wrong-day = This is no date: give a day to come, or leave the date empty.
named-past-day = This day is over: give a day to come, or leave the date empty.
named-far-day = This date lies too far: give a day within 120 years, or leave the date empty.
audience-hide = Hide this document from { $name }
audience-show = Show this document to { $name }
named-a-document = A document
blocks-title = Blocked people and structures
blocks-none = You block nobody.
blocks-means = Whoever is blocked sees nothing but their own deposits, and cannot tell that they are blocked.
blocks-block = Block
blocks-lift = Lift the block
exceptions-title = Hidden from somebody, or shown
exceptions-none = There is no exception.
exceptions-means = Hide a topic or a category from a person, a structure or a profession, or show it in spite of your masks. To show never opens the record.
exception-about = What
exception-effect = Hide or show
exception-hide = Hide
exception-show = Show
exception-profession = To a profession
exception-no-profession = No profession
exception-number = Or to a person or a structure, by number
exception-save = Add this exception
exception-hidden = Hidden
exception-shown = Shown
exception-end = Take this exception away
audience-title = Who sees this document
audience-link = Who sees it?
audience-people = Those who get in today
audience-nobody = Nobody gets in today but you.
audience-sees = Sees it
audience-sees-not = Does not see it
audience-author = This is the author of the document.
audience-author-sees = This is the author of the document: your masks and hidden topics do not hide it from them.
audience-others = Those who might get in
audience-in-care = In a care relationship
audience-in-emergency = In an emergency
audience-no-profession = No profession would see it.
mask-title = Mask this document
mask-is-on = This document is masked: professionals do not know that it exists, but for its author, your attending doctor, your administrator doctors, and those to whom you show it by a code or an exception. In an emergency, your choices say whether it shows.
mask-means = Masked, it disappears for professionals, but for its author, your attending doctor, your administrator doctors, and those to whom you show it by a code or an exception. In an emergency, your choices say whether it shows.
mask-on = Mask this document
mask-off = Take the mask off
mask-show = Show it in spite of hidden topics
mask-as-usual = Follow my usual choices
disputes-title = My disputes
disputes-lead = What you said was not right in your history, and what became of it. An auditor looks into each dispute without knowing your name.
disputes-none = You have disputed nothing. In the history, each line can be disputed.
disputes-back = Back to the history
dispute-link = This was not right
dispute-this = This was not right
dispute-words = What was not right?
dispute-words-hint = The auditor who looks into it reads your words, and nobody else. 2,000 characters at most.
dispute-words-wrong = Say in a few words what was not right: 2,000 characters at most, and 50 disputes that wait at most.
dispute-waits = You disputed this line already; the answer is awaited.
dispute-send = Send
dispute-said = You, on
dispute-answer = Answer
dispute-answered-on = Answer, on
dispute-sent = Sent
dispute-in-review = Being looked at
dispute-answered = Answered
group-how = Group
group-none = Line by line
group-visit = By visit
group-person = By person
group-robots = Robots apart
group-robot = Robot
group-refused = refused
group-continues = It goes on with older events.
would-hide = { $count ->
    [0] No further document hides.
    [one] 1 more document hides.
   *[other] { $count } more documents hide.
}
would-show = { $count ->
    [0] No hidden document shows again.
    [one] 1 hidden document shows again.
   *[other] { $count } hidden documents show again.
}
would-go-on = { $count ->
    [0] No access runs.
    [one] 1 access that runs goes on: end it under “Who gets in now”.
   *[other] { $count } accesses that run go on: end them under “Who gets in now”.
}
would-not-in-emergency = { $count ->
    [0] In an emergency, nothing that you hide would be missing.
    [one] In an emergency, 1 hidden document would not be shown.
   *[other] In an emergency, { $count } hidden documents would not be shown.
}
preview-count = { $count ->
    [0] No document.
    [one] 1 document.
   *[other] { $count } documents.
}
group-lines = { $count ->
    [one] See the line
   *[other] See the { $count } lines
}
discretion-title = Being discreet before my carers
discretion-means = Your carers, and whoever assists you, see nothing any more of what comes into the record from now on, and nothing tells them that you chose so. No e‑mail says that there is something new in the record.
discretion-on = The record is kept discreet.
discretion-by-professional = A professional asked for it on your behalf.
discretion-begin = Keep the record discreet
discretion-silent = No e‑mail is written until
discretion-last = Write no e‑mail as long as the record is discreet
discretion-end = Be discreet no more
discretion-end-means = When you end it, your carers see again what came in meanwhile, except what you mask before. A document that is replaced meanwhile disappears for them: better add a new one.
after-death-title = After my death
after-death-means = The law lets your heirs ask to know the causes of the death, to defend your memory or to assert their own rights. A doctor then chooses the documents that this needs, and nothing else is shown. You can refuse that; an expert charged by a court may ask all the same.
after-death-by-doctor = Your heirs may see what a doctor will choose.
after-death-refused = You refuse that your heirs see anything.
after-death-refuse = Refuse
after-death-allow = Refuse no more
