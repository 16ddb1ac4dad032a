# What all pages say.
service-name = Concordat
error-prefix = Error:{" "}
problem-title = There is a problem
skip-link = Skip to main content
menu = Menu
menu-breaches = Breaches
menu-cases = Cases
continue = Continue
back = Back
cancel = Cancel
optional = (optional)
yes = Yes
no = No
not-given = Not given
go-to-start = Go to the start page
footer-links = Support links
not-legal-advice = Nothing that Concordat says is legal advice, and no state in it means that a law was kept.
change-role = Change role
sign-out = Sign out
last-sign-in = You last signed in with this browser at { $it }.

warning-title = You will soon be asked who you are
warning-text = For the safety of what you work on, your organisation must say again in two minutes that it is still you. What you have typed stays here.
warning-stay = Stay signed in (opens in a new tab)
warning-dismiss = Close this message

# The pages that are shown instead of what was asked for.
not-found = Page not found
    .text = If you typed the address, check that it is right. What you are looking for may not exist, or may not be yours to see.
denied = You cannot do this in your role
    .text = Somebody with another role in your organisation may be able to. This says nothing about whether what you were looking for exists.
no-role = You do not have a role in Concordat
    .text = Your organisation signed you in, but gave you no role here. Ask whoever manages access in your organisation.
cross-site = Your request could not be trusted
    .text = It seems to come from another website. Nothing was done. Go to the page in Concordat and try there.
too-large = What you sent is too large
    .text = Nothing was saved. Shorten what you entered and send it again.
no-form = What you sent is not a form
    .text = Nothing was saved. Go to the page in Concordat and send its form.
stale = Somebody else changed this in the meantime
    .text = Nothing was saved. Go back, load the page again to see how it stands now, and repeat what you wanted to do.
refused = This cannot be done now
    .text = The record does not allow it as it stands. Nothing was saved.
unavailable = Sorry, the service is unavailable
    .text = Nothing you sent was lost on purpose: go back and send it again in a moment. Sent twice, it is done once. If notice to the regulator is due, use the regulator's own form or telephone line.
broken = Sorry, there is a problem with the service
    .text = Try again later. If notice to the regulator is due, use the regulator's own form or telephone line.

# What is shown when a form cannot be trusted any more. What was typed is shown below.
again-signed-out = You have been signed out
    .text = Nothing was sent, and nothing that you typed is lost. Sign in in a new tab, come back to this one, and send it again.
again-unproved = Confirm that it is still you
    .text = Nothing was sent yet, and nothing that you typed is lost. Your organisation must say that it is still you: do that in a new tab, come back to this one, and send it again.
again-not-recent = Sign in again to do this
    .text = What you are about to do cannot be taken back. Sign in again in a new tab, come back to this one, and send it.
again-another-session = Check what you typed and send it again
    .text = You have signed in anew, or chosen another role, since this form was made. Nothing was sent yet.
again-no-role = Choose the role in which you send this
    .text = Nothing was sent yet, and nothing that you typed is lost. Choose your role in a new tab, come back to this one, and send it.
    .link = Choose your role (opens in a new tab)
again-denied = You cannot do this in your role
    .text = Nothing was sent, and nothing that you typed is lost. If you changed your role meanwhile, change it back in a new tab, come back to this one, and send it again. If you did not, somebody with another role in your organisation may be able to do this.
    .link = Change your role (opens in a new tab)
again-unavailable = Sorry, the service is unavailable
    .text = Nothing that you typed is lost. Send it again in a moment: sent twice, it is done once. If notice to the regulator is due, use the regulator's own form or telephone line.
again-prove = Confirm who you are (opens in a new tab)
again-send = Send it again
again-typed = What you typed

# What roles are called.
role-dept-reporter = Reporter
role-dept-handler = Breach handler
role-dept-dpo = Data protection officer
role-dept-siro = Senior information risk owner
role-dept-ao = Accounting officer
role-dept-board = Board
role-dept-rab = Risk and audit board
role-dept-learning = Learning lead
role-dept-comms = Press office
role-ico-case = Case officer
role-ico-lead = Lead officer
role-ico-policy = Policy officer
role-ico-commissioner = Commissioner
role-gcdo-analyst = Analyst
role-gcdo-lead = Lead
role-centre-secretariat = Board secretariat
role-ncsc-incident = Incident officer

# When something was or will be.
when-now = now
when-just-now = just now
when-tomorrow = tomorrow
when-yesterday = yesterday
when-ago-minutes = { $n ->
    [one] 1 minute ago
   *[other] { $n } minutes ago
}
when-ago-hours = { $n ->
    [one] 1 hour ago
   *[other] { $n } hours ago
}
when-ago-days = { $n ->
    [one] 1 day ago
   *[other] { $n } days ago
}
when-in-minutes = { $n ->
    [one] in 1 minute
   *[other] in { $n } minutes
}
when-in-hours = { $n ->
    [one] in 1 hour
   *[other] in { $n } hours
}
when-in-days = { $n ->
    [one] in 1 day
   *[other] in { $n } days
}
state = State
last-changed = Last changed
save = Save
warning = Warning
