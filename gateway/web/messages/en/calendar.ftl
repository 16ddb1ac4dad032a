# The governance calendar: what is due, what was done, who is accountable, and links.
calendar-title = Calendar
calendar-lead = What the memorandum asks of your organisation again and again, for the next 12 months. What is overdue comes first.
calendar-filters = Filter
calendar-filters-to = Filter the calendar
calendar-state = State
    .all = All states
calendar-duty = Duty
    .all = All duties
calendar-none = Nothing is due for your organisation in these months.
calendar-none-match = Nothing in these months fits these filters.

# The year as a strip.
year-title = The year ahead
year-lead = Each line is a duty, and each mark a day on which it is due.
year-description = { $n ->
    [one] One day on which something is due. It stands in the table beneath.
   *[other] { $n } days on which something is due. They stand in the table beneath.
}
year-legend = A full disc is done, a ring is still to do, a cross is overdue, and a dash is for information.
year-table = What is due
year-duty = Duty
year-due = Due

# Something that is due.
occurrence-default = Not agreed, and so until it is: { $it }
occurrence-about = About it
occurrence-days = It is about
occurrence-opens = It can be done from
occurrence-rule = When it falls due
occurrence-owed-by = Owed by
occurrence-sources = It follows from
occurrence-records = What was recorded
occurrence-none = Nothing was recorded of it.
occurrence-attended = Meetings that were attended
occurrence-attendance = This follows from the meetings of this body that were held: { $it }. Nobody records it as done. A meeting counts if whoever was invited of the regulator's attended, or a deputy where the invitation allowed one.
occurrence-attended-none = No meeting was held in this time that the regulator attended.
occurrence-meeting = { $title }, { $on }
completion-done-on = Done on
completion-reference = Reference
completion-note = Note
completion-by = Recorded by
completion-at = Recorded
completion-withdrawn-at = Taken back
completion-reason = Why it was taken back

# Who is accountable.
appointments-title = Who is accountable
appointments-lead = Somebody is accountable for data protection risk on every day. Posts are named by role: nobody's name is kept here.
appointments-list = Appointments
appointments-none = No appointment was recorded.
appointment-acting = Acting
appointment-since = From { $from }
appointment-days = From { $from }, until { $until }
vacancies-now = Vacant now
vacancies-former = Days on which a post was vacant
vacancy-line = { $organisation }, { $post }: { $since }
vacancy-post = Post
vacancy-days = Vacant

# Links.
links-title = Links for calendar programs
links-lead = A calendar program on a telephone or a computer can follow a link to what is due for your organisation.
links-content = Whoever has a link reads the titles of duties and the days on which they are due. It does not say whose they are, nor whether anything was done. Keep it to yourself all the same.
links-make = Make a link
links-most = You have five links that count. Revoke one before you make another.
links-own = Your links
links-none = You have no links.
link-until = Link until { $it }
link-made = Your link
link-once = Copy it into your calendar program now: it is shown this once. It counts until { $it }.
link-shown-before = It was shown before, and cannot be shown again. If you did not keep it, revoke it and make another.
link-warning = Whoever has this link can follow it. Revoke it if somebody has it who should not.

# What is done.
act-record-done = Record that it was done
    .intro = Say when it was done, and where that can be looked up. What the centre and the regulator owe together one of them records, and both read. What the regulator records the centre reads too.
    .check = Whoever in your organisation reads the calendar reads this.
    .button = Record it
    .done = Recorded as done
    .next = It counts as done. If that was a mistake, it can be taken back with a reason.
act-withdraw-done = Take this record back
    .intro = It no longer counts, and stays to be read with your reason.
    .check = Whoever read the record reads why you take it back.
    .button = Take it back
    .done = Record taken back
    .next = It counts as not done. It can be recorded again.
act-record-appointment = Record who holds a post
    .intro = Name the role of whoever holds it, and nobody's name. Of a department's post the centre reads this too.
    .check = Your organisation reads this. So does the centre, which is sent a sealed copy.
    .button = Record it
    .done = Appointment recorded
    .next = The post is held from that day on. Record the end as soon as it is known.
act-end-appointment = Record when it ends
    .intro = From that day on the post is vacant, unless somebody else holds it. Of a department's post the centre reads this too.
    .check = Your organisation reads this. So does the centre, which is sent a sealed copy.
    .button = Record the end
    .done = End recorded
    .next = From that day on the post is vacant until another appointment begins, be it an acting one.
act-revoke-link = Revoke this link
    .intro = Calendar programs that follow it find nothing from now on. It cannot be made to count again.
    .button = Revoke it
    .done = Link revoked
    .next = Whoever follows it finds nothing. You can make another.

# What is asked.
field-done-on = When was it done?
    .hint = For example, 8 7 2026
    .name = The day on which it was done
record-done-reference = Where can it be looked up?
    .hint = Such as the minutes of a meeting, by their reference.
    .name = The reference
record-done-note = What else is there to say?
    .name = The note
withdraw-done-reason = Why do you take it back?
    .name = The reason
field-post = Which post?
    .name = The post
field-role-title = What is the role of whoever holds it?
    .hint = Such as Chief Data Officer. Do not name anybody.
    .name = The role
field-acting = They act until somebody is appointed
    .name = Whether they act until somebody is appointed
record-appointment-from = From which day do they hold it?
    .hint = For example, 8 7 2026
    .name = The first day
record-appointment-until = On which day do they no longer hold it?
    .hint = Only if it is known already: the first day on which they no longer do.
    .name = The day on which they no longer hold it
end-appointment-until = On which day do they no longer hold it?
    .hint = The first day on which they no longer do. For example, 8 7 2026
    .name = The day on which they no longer hold it
