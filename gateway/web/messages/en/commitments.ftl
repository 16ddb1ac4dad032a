# Commitments: the register, how it stands, what shows it, and how each party sees it.
commitments-title = Commitments
commitments-everybody = Everybody

# The register.
promises-title = Register of commitments
promises-lead = What government, the Information Commissioner's Office and the National Cyber Security Centre promised about people's data, by the document and section in which they did.
promises-promise = A commitment is a promise, not law. That it is evidenced is no defence, and that it is not is no finding.
promises-today = This is what the register says today.
promises-as-of = This is what the register said, or is to say, on { $it }.
promises-edition = The words are this service's own and stand for the documents, not in their place. Edition of { $it }.
promises-amendments = How the register changes
promises-none = No commitment of the register fits these filters on that day.
promises-date = Made
promises-signatories = Signatories
promises-filters = Filter
promises-filters-to = Filter the register
promises-instrument = Document
    .all = All documents
promises-owner = Owner
    .all = All owners
promises-on = As of a day
    .hint = For example, 2026-07-08. Leave it empty for today.
    .problem = Enter a day such as 2026-07-08

# A commitment.
commitment-back = Register of commitments
commitment-summary = About it
commitment-document = Document
commitment-section = Section
commitment-owners = Promised by
commitment-owed-by = Kept by
commitment-often = How it is kept
commitment-regularly = { $n ->
    [one] Regularly, as agreed: every month
   *[other] Regularly, as agreed: every { $n } months
}
commitment-regularly-unagreed = Regularly: every three months, as no interval was agreed
commitment-bodies = Bodies that watch over it
commitment-areas = Parts of this service that bear on it
commitment-duplicate = Says the same as
commitment-related = Goes with
commitment-from = In the register since
commitment-met = Done on
commitment-until = Holds no longer from
commitment-evidence = What would show that it is kept
commitment-periods = Periods
    .own = Your organisation keeps this commitment. Open a period to see how it stands, and what shows it.
commitment-no-periods = It has no periods around this day.
commitment-versions = Versions
commitment-version = Version
commitment-version-from = In force from
commitment-version-reason = Why it changed
commitment-version-hash = SHA-256 of type and bytes
commitment-first-version = The first: what the document said
commitment-no-hash = Comes with this service
period-days = { $first } to { $last }
period-once = Once, since { $first }
period-due = Due by { $it }
period-no-due = No day is set by which it is due

# How a party sees a commitment.
views-none = No view of this period was issued to you.
    .public = No view of this period was published.
view-observation = An observation, which is no regulatory decision.
view-issued = Issued { $at }, { $role }
view-whole = Whole view
view-own = Your organisation's view
view-of = View of { $it }
view-said = What it says
view-summary = About it
view-assessor = Whose view it is
view-changed = Last changed
view-issued-at = Issued
view-issued-by = Issued by
view-recipients = Issued to
views-title = How each party sees it
views-issued = Views that were issued
views-none-issued = No view of this period was issued by your organisation or to it.
views-drafts = Drafts of your organisation's view

# What one's own party keeps.
commitments-lead = What your organisation keeps, and how it stands by the evidence that was accepted. What is urgent comes first.
commitments-on = The periods of { $it }.
commitments-list = List of commitments
commitments-none = There is nothing that your organisation has to keep.
period-back = Commitments
period-of = { $n ->
    [one] 1 month from { $first }
   *[other] { $n } months from { $first }
}
period-of-once = Once
period-text = What was promised
period-register = What the register says of it
period-not-kept = Your organisation does not keep this commitment itself.
departments-title = How departments stand
departments-name = Department
departments-standing = Standing
departments-why = Why
departments-evidence = Evidence

# Evidence.
evidence-title = Evidence
evidence-lead = What your organisation drafted or submitted to show that commitments are kept, and what it accepts or returns. What changed last comes first.
evidence-list = List of evidence
evidence-none = There is no evidence yet.
evidence-none-match = No evidence matches these filters.
evidence-of = { $code }, { $organisation }
evidence-back = All evidence
evidence-summary = About it
evidence-facts = What it says
evidence-timeline = What was done
evidence-commitment = Commitment
evidence-period = Period
evidence-owner = Whose it is
evidence-accepter = Who accepts it
evidence-issued-to = Whom it was issued to
evidence-submitted = First submitted
evidence-reason = Why it was returned or withdrawn
evidence-readers = Who will read this
    .own = Your organisation, its boards among them. Another person of it than you accepts or returns it.
    .other = Your organisation, its boards among them, and { $it }, which accepts or returns it, and can disclose what it accepted to the other party of the document.

# How the register changes.
amendments-title = Amendments of the register
amendments-lead = New versions of commitments, each proposed by one and agreed by another. What changes the meaning is for those who signed the document.
amendments-list = List of amendments
amendments-none = No amendment was proposed by your organisation or to it.
amendments-none-match = No amendment matches these filters.
amendment-between = Proposed by { $proposer }, in force from { $from }
amendment-back = All amendments
amendment-caption = Amendment of the register
amendment-summary = About it
amendment-commitment = Commitment
amendment-version = Version that it would be
amendment-from = In force from
amendment-reason = Why
amendment-proposer = Proposed by
amendment-counterpart = For agreement by
amendment-register = What the register says of { $it }
amendment-differs = What differs from the version that it replaces
amendment-no-before = The version that it replaces is not there to compare it with.
amendment-field = What
amendment-before = It says
amendment-after = It would say
amendment-history = What was done
amendment-proposed-at = Proposed
amendment-proposed-by = By the role
amendment-settled-at = Settled
amendment-settled-by = Settled by the role
amendment-settled-reason = Why it was refused or withdrawn
amendment-readers = Who will read this
    .told = Anybody. The register is public, with the reason.
