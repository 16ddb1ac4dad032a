# The register.
register-title = Breaches
register-report = Report a breach
register-near-miss = Record a near miss
register-none = There are no breaches that you can see. Reports that others have not logged are theirs alone.
register-none-found = No breach that you can see matches the filters.
register-due = due { $it }
register-due-at = Due at { $it }
register-was-due-at = Was due at { $it }
register-detected = Noticed at { $it }
register-affected = People affected: { $it }
register-file = Download this list (CSV)
register-file-cut = This file holds the first { $n } only: narrow the list to see the others
register-filter-text = Words in the title or description
register-filter-state = State
register-filter-deadline = Deadline for telling the regulator
register-filter-order = Order
register-column-name = Name
register-column-title = Title
register-column-state = State
register-column-detected = Noticed at (UTC)
register-column-type = Type
register-column-affected = People affected
register-column-deadline = Deadline
register-column-due = Due at (UTC)
filters-apply = Apply filters
filters-clear = Clear filters
page-first = First page
page-next = Next page

# A report.
saved-not-sent = Saved, not sent
new-report = Report a breach
    .intro = Begin with a few words. Everything else you can add later, in any order, and come back to it.
    .button = Save and continue
new-near-miss = Record a near miss
    .intro = A near miss is something that could have become a breach, and did not. Say what happened, in a minute: those who handle breaches then record it as a near miss. Nobody is blamed, and who told it never leaves your organisation.
    .button = Record the near miss
    .done = Near miss reported
    .next = The breach handlers of your organisation look at it, and record it as a near miss. If personal data were affected after all, they confirm a breach instead.
tasks-title = What is known of the breach
tasks-draft = This is a draft: nothing has been sent to anybody, and nobody outside your organisation can see it. In your organisation, those who handle breaches and those whom they report to can read it. Fill in what you know: you can leave out what you do not know yet.
tasks-logged = Changes are saved in your organisation's record. Nothing is sent to the regulator until somebody sends it.
tasks-log-title = Log the report
tasks-log-text = Once it is logged, those who handle breaches in your organisation take it from there.
tasks-log-button = Log the report
task-not-started = Not started
task-saved = Answers saved

# A breach.
untitled = Breach without a title
record-back = All breaches
record-clock = Telling the regulator
record-continue = Continue the report
record-summary = Summary
record-assessment = Risk to people
record-actions = Actions
record-no-actions = No action has been recorded yet.
record-more-actions = There are more actions than are shown here.
record-facts = What is known
record-no-facts = Nothing has been written down yet.
record-change = Add to or change what is known
record-history = What happened last
record-all-history = The whole history
record-offers = What you can do
record-papers = Documents
record-go-to-case = The case at the regulator
record-form-html = The regulator's form, filled in (HTML)
record-form-json = The regulator's form, filled in (JSON)
record-detected = Noticed
record-aware = Aware of it since
record-aware-delay = Why awareness came later
record-regime = Law
record-processor = Processor
record-correction = Awareness was corrected
record-affected = People affected
record-not-notifiable = Why the regulator need not be told
record-containment = Containment
record-individuals = Telling people
record-ordered = The regulator ordered to tell people
record-media = Lines for the media
record-near-miss = Near miss
record-stopped = What stopped it
record-dismissal = Why it may be no breach
record-owed = Owed to the regulator
record-major = Major breach
record-major-declared = Declared major
record-case = Case at the regulator
record-recurrences = Recurrence
record-recurrences-text = { $n ->
    [one] 1 other breach of this type in this unit within twelve months
   *[other] { $n } other breaches of this type in this unit within twelve months
}
record-privileged = Privileged
record-privileged-text = It holds advice that is privileged in law: nothing of it can be disclosed while it does
record-handling = Classification
record-instructions = Handling instructions
assessment-drafted = Level of risk as drafted
assessment-drafted-why = Why it was drafted so
assessment-drafted-by = Drafted by
assessment-harm = Computed beside it
assessment-advised = Level of risk as advised
assessment-advice = The data protection officer's advice
assessment-advised-at = Advised at
assessment-decided = Level of risk
assessment-decided-why = Why it was decided so
assessment-override = Why the advice was not followed
assessment-decided-by = Decided by
action-evidence = What shows that it is done
action-evidence-by = Said by
action-owner = Owner: { $it }
action-due = Due { $it }
action-overdue = Overdue
action-slipped = { $n ->
    [one] slipped by 1 day
   *[other] slipped by { $n } days
}

# What happened.
history-title = History

# The receipt.
receipt-title = Receipt
receipt-text = What the regulator was sent, when, and how. The hash is SHA-256 over DSSE's pre-authentication encoding of the sealed copy: who holds the copy can prove that it is the one that was sent.
receipt-reference = The regulator's reference
receipt-deadline = Deadline
receipt-explanation = How it follows
receipt-submission = Submission { $n }
receipt-submitted = Submitted
receipt-notice = How notice was given
receipt-notice-reference = Reference of the notice
receipt-received = Received
receipt-hash = Hash
event-breach-started = Report begun
event-breach-updated = What is known was changed
event-breach-logged = Logged
event-breach-confirmed = Confirmed as a personal data breach
event-breach-awareness-corrected = Awareness corrected
event-breach-confirmation-withdrawn = Confirmation withdrawn
event-breach-notified = The regulator was told
event-breach-not-notifiable = Decided that the regulator need not be told
event-breach-put-up-for-reassessment = Put up for reassessment
event-breach-remediation-begun = Remediation begun
event-breach-learning-begun = Learning begun
event-breach-closed = Closed
event-breach-reopened = Opened again
event-breach-voided = Voided
event-breach-containment-recorded = Containment recorded
event-breach-exemption-claimed = Exemption from telling people claimed
event-breach-communication-recorded = Telling people recorded
event-breach-media-lines-recorded = Lines for the media recorded
event-breach-declared-major = Declared major
event-breach-found-major = Found to be major by the criteria
event-breach-remediation-update-sent = Update on remediation sent to the regulator
event-near-miss-classified = Recorded as a near miss
event-near-miss-reviewed = Near miss reviewed
event-near-miss-finished = Near miss finished
event-near-miss-upgraded = The near miss was a breach after all
event-dismissal-proposed = Dismissal proposed
event-dismissal-confirmed = Dismissed
event-assessment-drafted = Assessment drafted
event-assessment-advised = Data protection officer advised
event-assessment-decided = Risk decided
event-notification-supplemented = The regulator was told more
event-notification-corrected = What the regulator was told was corrected
event-notification-withdrawn = The notification was withdrawn
event-action-created = Action recorded
event-action-completed = Action completed
event-action-verified = Action verified
event-action-returned = Action returned
event-action-rescheduled = Action rescheduled
event-action-risk-accepted = Risk of an action accepted
event-case-answered = The regulator's question was answered
filters-open = Filter and sort
filters-search = Search

# The sections of a report.
report-what = What was noticed
report-incident = What happened
report-data = Which data
report-people = Whose data, and what it may do to them
report-cyber = What a cyber incident did
    .intro = Only for cyber incidents. Leave it out for all others.
report-prevention = What stood in its way, and what will
report-response = What was done about it
report-contact = Whom the regulator can ask
    .intro = A business contact: a role, and a name only if your organisation gives it.
report-regulator-form = Other questions of the regulator's form
report-handling = How the record is handled
register-chart = Noticed in the last twelve months
register-chart-text = { $n ->
    [one] 1 breach or near miss was noticed in the last twelve months. Each bar is a month; its parts are how the records stand now.
   *[other] { $n } breaches and near misses were noticed in the last twelve months. Each bar is a month; its parts are how the records stand now.
}
register-chart-month = Month
