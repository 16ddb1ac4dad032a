start-title = Report and deal with personal data breaches
start-lead = Concordat is where government departments and the Information Commissioner's Office deal with personal data breaches, from the first report to the regulator's decision.
start-who = Use it to:
start-departments = report, assess and learn from a breach, and tell the regulator, if you work for a department
start-regulator = receive notifications, ask questions and issue outcomes, if you work for the regulator
start-centre = deal with what departments report to you, if you work for the Government Chief Data Officer
start-everybody = disclose parts of what you know to another organisation, and see all that crossed between yours and others
start-register = Without signing in, anybody can read what government and the regulator promised each other:
start-nothing-yet = You are signed in. There is no list for your role to start from. If a colleague sent you a link, open it.

accessibility-title = Accessibility statement
accessibility-1 = We want as many people as possible to be able to use Concordat. You should be able to zoom in up to 400% without content running off the screen, use it with the keyboard alone, with speech recognition, with a screen reader, and without JavaScript.
accessibility-2 = Every page is checked by automated tests (axe-core) for the rules of the Web Content Accessibility Guidelines 2.2, levels A and AA, in a real browser. Automated tests find only part of all problems. No audit by people who use assistive technology has been made of this version yet.
    .heading = How it was tested
accessibility-3 = The technical state with regard to the Web Content Accessibility Guidelines 2.2 AA has not been audited. Whoever operates Concordat must have it audited, and complete this statement, before people use it.
    .heading = Status
accessibility-4 = Whoever operates Concordat states here whom to tell about a problem, and how soon they answer.
    .heading = Reporting problems

privacy-title = Privacy notice
privacy-1 = Concordat holds what organisations write down about personal data breaches, and who in an organisation did what and when. It is not meant to hold data of the people who are affected by a breach, and warns whoever types something that looks like it.
privacy-2 = Your organisation's identity provider tells Concordat an identifier for you, your name if it gives it, your organisation and your roles. Your name is shown to yourself only. What you do is recorded with your role and the identifier; other organisations are told the role, never who you are.
    .heading = Data about you
privacy-3 = One cookie keeps you signed in, and one remembers for 90 days when you last signed in with this browser. Both are encrypted. Nothing is used for analysis or advertising.
    .heading = Cookies
privacy-4 = Your organisation is the controller of what it records; the regulator is the controller of what it receives and writes. Ask your organisation's data protection officer about your rights.
    .heading = Who is responsible

cookies-title = Cookies
cookies-1 = Concordat uses only cookies that it cannot work without. It does not ask for consent, because the law does not require it for such cookies.
cookies-2 = __Host-concordat keeps you signed in until you sign out, for ten hours at most.
cookies-3 = __Host-concordat-in- followed by some characters keeps for ten minutes that you are on the way to sign in.
cookies-4 = __Host-concordat-last remembers for 90 days when you last signed in with this browser, so that you can notice if somebody else did.
