# What all forms say.
add-another = Add another
choose = Choose one
date-day = Day
date-month = Month
date-year = Year
date-hint = For example, 3 5 2026
date-time = Time
time-hint = For example, 9:14am or 14:05
characters-at-most = You can enter up to %{"{"}count{"}"} characters
no-personal-data = Do not enter anything that identifies the people affected: no names, addresses, numbers or email addresses.
personal-data-checked = I have checked: this identifies nobody who is affected

about-title = What this is about

check-title = Check before you send
check-answers = What you entered
check-change = Change your answers
check-submission = What the regulator will see
check-submission-text = This is the whole of what is sent, field by field. Nothing else of your record is shown to the regulator.
check-copy = What is disclosed to { $it }
check-copy-text = This is the whole of what is disclosed, field by field, and on what terms. Nothing else of your record is shown to them.

conflict-title = Somebody else changed this in the meantime
conflict-text = Nothing was saved. This is how it stands now, and what you entered. Look at both, and decide.
conflict-theirs = How it stands now
conflict-mine = What you entered: { $it }
conflict-again = Go on with what I entered
conflict-discard = Discard what I entered

next-title = What happens next
next-back = Go back to the record

# What is needed of the record besides single fields.
needed-facts-contact = A contact with an email address or a telephone number
needed-assessment-decision = The decision on the level of risk

# What is wrong with what was typed.
problem-missing = { $it } must be given
problem-number = { $it } must be a number, such as 1,200
problem-numbers = { $it } must be numbers with commas between them, such as 1, 3
problem-pattern = { $it } must be written in another way. Check it for letters, signs or spaces that do not belong there
problem-choice = { $it } must be one of the choices
problem-day = { $it } must be a real date
problem-day-incomplete = { $it } must include a day, a month and a year
problem-day-missing = { $it } must include a date
problem-time = { $it } must have a time such as 9:14am or 14:05
problem-time-missing = { $it } must include a time
problem-time-skipped = { $it } must be at another time: the clocks went forward over this one
problem-time-twice = { $it } came twice that night: add BST for the first or GMT for the second
problem-personal-data = { $it } may hold data of a person. Take it out, or say that you have checked
problem-unavailable = The service did not answer. What you entered is still here: send it again in a moment. Sent twice, it is done once.

# Why an act was refused where no field says it.
reason-other = This cannot be done as the record stands now
reason-acting-role = This is for another person or another role to do
    .for-another = This is for another person or another role to do. If you do it for somebody else, say whose decision it is
reason-acting-role-required = Choose the role that you act in, and try again
reason-field-invalid = Something that you entered cannot be taken. Check it and try again
reason-personal-data-suspected = Something that you entered looks as if it held data of a person. Take it out, or say that you have checked
reason-state = The record is not, or no longer, in a state in which this can be done. Look at how it stands now
reason-not-owed = Your organisation does not keep this commitment, or it has no such period
reason-incomplete = Something that this needs is not there yet. Add it to the record first
reason-aware-in-the-future = Your organisation cannot have become aware in the future. Check the date and the time
reason-aware-before-detected = Your organisation cannot have become aware before the breach was noticed. Check both times
reason-aware-delay-reason-required = Your organisation became aware more than 24 hours after the breach was noticed. Say why
reason-threat-to-life = The assessment says that a life could be in danger, which is always a high risk. Decide on a high risk
reason-override-reason-required = You decide on another level of risk than the data protection officer advised. Say why
reason-no-rule-in-force = No rule that sets the deadline was in force at that time. Check the date and the law that the breach falls under
reason-delay-reasons-required = The deadline has passed. Say why the regulator is told late
reason-platform-notice-not-accepted = The regulator does not accept notice through this platform yet. Tell it another way, then choose that way here with its reference and the time
reason-notice-time = The regulator cannot have received it before the breach was noticed, or in the future. Check the date and the time
reason-due-in-the-past = That date has passed. Choose one that is still to come
reason-must-be-notified = The regulator must be told of this breach: the risk was not decided to be unlikely, and no other ground applies. Tell the regulator
reason-notified-already = The regulator was told already. Send a follow-up or a correction instead
reason-not-contained = The breach is not contained. Record first that it is, or that it cannot be
reason-no-action = There is no action. Add one, or say why nothing needs to be done
reason-action-open = An action is still open. It must be verified first, or the risk of leaving it undone accepted
reason-answer-owed = The regulator waits for an answer. Answer it first
reason-people-not-told = The people affected must be told first. Record that they were
reason-privileged = The record is marked as holding privileged legal advice, so nothing of it can be sent. Take the advice out and remove the mark first
reason-follow-up-owed = The regulator must first be told what was corrected, opened again or is still missing. Send a follow-up
reason-expiry-in-the-past = The time until which it can be read has passed. Choose one that is still to come
reason-consent-missing = The organisation that this is about has not consented to it, or not to this. Ask for its consent first
reason-lawful-basis-required = Say on which ground you disclose this and, if it goes to the National Cyber Security Centre, how that reduces harm
reason-onward-sharing = Whoever disclosed this to you did not leave it free to be shared onward, or not on easier terms than its own. Ask them to disclose it to the other organisation themselves
reason-lines-revised = The lines were revised. Read the version that stands, and answer that one
reason-embargo = What is agreed is not issued before its embargo ends. Wait until then or, if you will not keep to it, say first that it is not agreed
reason-quarter-not-over = A quarter is counted once it is over
reason-nothing-to-correct = What was sent of this quarter says the same already, or cannot be corrected
reason-other-regime = This ground does not exist under the law that the breach falls under. Choose another
reason-released-already = It was released to this person already
reason-pointer-only = Under Part 4 there is a pointer, and no other record
reason-decided-in-the-future = Nobody can have decided it yet. Check the date and the time

# What the other roles are called, which no page names but whoever has one.
role-dept-iao = Information asset owner
role-dept-legal = Legal adviser
role-gcdo-principal = Principal
role-ico-investigations = Investigator
role-ncsc-liaison = Liaison officer
role-public = The public
problem-counted-anew = What is counted has changed since you looked at it. Look at what stands below, and confirm it only if it is right
problem-sent-before = You have sent this form before, with other answers, and it was done. Check what stands below, and send it only if you mean to do it again
