# Cases: the regulator's and a department's own. What only one of the two reads ends in -regulator or -department.
cases-title = Cases
cases-open = { $n ->
    [0] No case is open.
    [one] 1 case is open.
   *[other] { $said } cases are open.
}
cases-overdue = { $n ->
    [0] Nothing is overdue.
    [one] Something is overdue in 1 of them.
   *[other] Something is overdue in { $said } of them.
}
cases-order = What is due next comes first.
cases-none-regulator = No department has told you of a breach here yet.
cases-none-department = Your organisation has not told the regulator of a breach here yet. When it does, the case appears here.
cases-none-match = No case matches these filters.
cases-no-more = There are no more cases.
cases-list = List of cases
cases-pages = Pages of cases
cases-first = First page
cases-next = Next page
cases-chart = Open cases by what is due next
cases-chart-category = What is due next
cases-chart-series = Cases

# Filters.
cases-filters = Filter cases
cases-filters-to = Filter the cases
cases-filters-reference = Case reference
    .hint = Or the beginning of it.
cases-filters-department = Department
    .all = All departments
cases-filters-state = State
cases-filters-due = What is due next
cases-filters-apply = Apply filters
cases-filters-in-use = Filters in use
cases-filters-remove = Remove the filter
cases-filters-clear = Clear all filters
cases-filters-one = { $filter }: { $value }

# A case at a glance.
case-reference-none = No reference yet
case-received-regulator = Received { $when }
case-received-department = Sent { $when }
case-waits-regulator = Waits for your acknowledgement
case-waits-department = Not acknowledged yet
case-outstanding = { $n ->
    [0] { $owed ->
        [one] The outstanding item was supplied
       *[other] All { $owed } outstanding items were supplied
    }
   *[other] { $n } of { $owed } { $owed ->
        [one] item
       *[other] items
    } outstanding
}
case-people = { $it } people
case-withdrawn-tag = Withdrawn
case-due-answer-regulator = Answer due { $when }
    .late = Overdue: the answer was due { $when }
case-due-answer-department = Your answer is due { $when }
    .late = Overdue: your answer was due { $when }
case-due-follow-up-regulator = Follow-up expected { $when }
    .late = Overdue: the follow-up was expected { $when }
case-due-follow-up-department = Your follow-up is due { $when }
    .late = Overdue: your follow-up was due { $when }
case-due-remediation-update-regulator = Update on remediation expected { $when }
    .late = Overdue: the update on remediation was expected { $when }
case-due-remediation-update-department = Your update on remediation is due { $when }
    .late = Overdue: your update on remediation was due { $when }
case-due-nothing = Nothing is due
case-due-closed = The case is closed

# A case.
case-back = All cases
case-acts = What you can do
case-summary = Summary
case-clock = Time for telling the regulator
case-clock-explained = { $explanation }.
case-timeline = What happened
    .order = The latest comes first.
case-department = Department
case-exchanges = Disclosures of this case
case-reference = Case reference
case-contact-role = Contact at the regulator
case-risk = Risk
case-affected = People affected
case-first-notice = First notice
    .told = { $channel }, { $at }
    .reference = Reference { $it }
case-items = Outstanding
    .none = Nothing
case-expected = Expected by
case-decision = Decision
case-remediation = Next update on remediation
case-ordered = Ordered to tell the people affected
case-not-yet = Not yet
case-withdrawn-regulator = The department withdrew its notice: it says that no personal data were compromised. Its reasons are in the latest submission.
case-withdrawn-department = Your organisation withdrew its notice, since no personal data were compromised. The regulator decides what becomes of the case.

# What happened in a case.
case-act-by = { $organisation }, { $role }
case-act-submission = Submission { $n }
case-act-submission-first = The first notice.
case-act-submission-more = It follows up on what was sent before.
case-act-submission-read = Read submission { $n }
case-act-changed = { $n ->
    [0] No field changed
    [one] 1 field changed
   *[other] { $n } fields changed
}
case-act-kind = What it does
case-act-reason = Reason
case-act-changes = What changed
case-act-reference = Case reference
case-act-contact-role = Contact at the regulator
case-act-message = Message
case-act-question = Question { $n }
case-act-answer-due = Answer due
case-act-answered = Answered
case-act-unanswered = Not yet
case-act-question-answered = Question { $n }: { $question }
case-act-decision = Decision
case-act-letter = Letter
case-act-recommendation = Recommendation { $n }
case-act-recommendation-due = { $text } (by { $due })
case-act-rationale = Why, in short
case-act-people-told-by = People must be told by
case-act-progress = How remediation goes
case-act-action = Action { $n }
case-act-action-told = { $kind }: { $state }. Due { $due }
case-act-action-moved = { $kind }: { $state }. Due { $due }, at first { $original }
case-act-next-update = Next update
case-act-nothing-said = Nothing more was said.

# A submission.
submitted-title = Submission { $n }
submitted-back = Back to the case
submitted-at = Sent to the regulator { $when }, at { $at }.
submitted-before = Read submission { $n }, which came before
submitted-kind = What it does
submitted-reason = Reason
submitted-changes = What changed
    .text = What this submission says otherwise than the one before.
    .none = Nothing changed in what is submitted.
submitted-field = Field
submitted-was = Before
submitted-is = Now
submitted-removed = Removed:
submitted-added = Added:
submitted-not-there = Not given
submitted-what = What was submitted
submitted-part-about = The breach
submitted-part-incident = What happened
submitted-part-data = The data
submitted-part-people = The people affected
submitted-part-cyber = Effects of the cyber incident
submitted-part-prevention = Staff and prevention
submitted-part-response = What was done
submitted-part-contact = Contact
submitted-part-notice = Risk, notice and what is outstanding
submitted-seal = Seal
    .text = The submission was sealed when it was sent: these very bytes are kept, and nobody can change them. Whoever has them can work out the hash and compare it.
submitted-seal-type = What the bytes are
submitted-seal-hash = SHA-256 of type and bytes
    .hint = Over the pre-authentication encoding of DSSE version 1
submitted-download = Download the sealed bytes (JSON, { $size })
submitted-size = { $n ->
    [one] 1 byte
   *[other] { $said } bytes
}

# Charts.
chart-total = All
gauge-length-minutes = { $n ->
    [one] 1 minute
   *[other] { $n } minutes
}
gauge-length-hours = { $n ->
    [one] 1 hour
   *[other] { $n } hours
}
gauge-length-days = { $n ->
    [one] 1 day
   *[other] { $n } days
}
gauge-running = { $passed } of { $hours } hours have passed
    .more = { $apart } left.
    .law = Notice is due by { $due }.
gauge-overdue = All { $hours } hours have passed
    .more = Overdue by { $apart }.
    .law = Notice was due by { $due }.
gauge-met = The regulator had notice after { $length }
    .more = In time: { $hours } hours were allowed.
    .law = Notice was due by { $due }.
gauge-met-late = The regulator had notice after { $length }
    .more = Late by { $apart }: { $hours } hours were allowed.
    .law = Notice was due by { $due }.
gauge-not-required = No notice is required
    .more = It was decided that the regulator need not be told.
    .law = It would be due by { $due }.
