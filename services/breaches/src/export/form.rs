//! The regulator's form: its eight parts, and what the record answers to each question.

use super::{Answer, Part, Submitted, answer::Row};
use chassis::{Directory, Label, clock, deadline::LONDON};
use contracts::breaches::{
    self as pb, BreachDimension, DataSubjectType, DataType, IncidentCategory, SubmissionPhase,
};
use jiff::Timestamp;

/// The parts, in the form's order.
pub(super) fn parts(breach: &pb::Breach, submitted: Option<&Submitted>, directory: &Directory) -> Vec<Part> {
    let facts = breach.facts.clone().unwrap_or_default();
    let form = breach.form.clone().unwrap_or_default();
    let confirmation = breach.confirmation.clone().unwrap_or_default();
    let answers = [
        ("Report", report(&form, submitted)),
        ("What happened", what_happened(breach, &confirmation, &form, submitted)),
        ("Data", data(&facts.data.unwrap_or_default(), &form)),
        ("People", people(&facts.people.unwrap_or_default(), &form)),
        ("Cyber incidents only", cyber(&facts.cyber.unwrap_or_default())),
        ("Staff and prevention", prevention(&facts.prevention.unwrap_or_default())),
        ("Action taken", response(&facts.response.unwrap_or_default())),
        ("About you", {
            let controller = controller(breach, &confirmation, directory);
            about_you(controller, &confirmation, &facts.contact.unwrap_or_default(), &form)
        }),
    ];
    let part = |(number, (title, answers))| Part { number, title, answers };
    (1..).zip(answers).map(part).collect()
}

fn report(form: &pb::RegulatorForm, submitted: Option<&Submitted>) -> Vec<Answer> {
    let phase = submitted.map_or(SubmissionPhase::Initial, |_| SubmissionPhase::FollowUp);
    let theirs = submitted.map_or("", |submitted| &submitted.case_reference);
    vec![
        Answer::choice("report.phase", "Initial report or follow-up", phase.as_str_name()),
        Answer::text(
            "form.existingCaseReference",
            "Existing case reference",
            either(&form.existing_case_reference, theirs),
        ),
        Answer::text("form.spokenTo", "Member of the regulator's staff spoken to already", &form.spoken_to),
    ]
}

fn what_happened(
    breach: &pb::Breach,
    confirmation: &pb::Confirmation,
    form: &pb::RegulatorForm,
    submitted: Option<&Submitted>,
) -> Vec<Answer> {
    let incident = breach.facts.clone().unwrap_or_default().incident.unwrap_or_default();
    let is_cyber = match incident.category() {
        IncidentCategory::Unspecified => pb::Answer::Unspecified,
        IncidentCategory::Cyber => pb::Answer::Yes,
        IncidentCategory::NonCyber => pb::Answer::No,
    };
    let dimensions = incident.dimensions().map(|one: BreachDimension| one.as_str_name());
    let impact = incident.cross_government_impact().as_str_name();
    let late = submitted.map_or("", |submitted| submitted.delay_reasons());
    let mut answers = vec![
        Answer::text("facts.incident.description", "What happened", &incident.description),
        Answer::choices("facts.incident.dimensions", "What was lost", dimensions),
        Answer::choice("report.cyberIncident", "Caused by a cyber incident", is_cyber.as_str_name()),
        Answer::choice("facts.incident.category", "Category of incident", incident.category().as_str_name()),
        Answer::choice("facts.incident.type", "Type of incident", incident.r#type().as_str_name()),
        Answer::choice(
            "facts.incident.disclosureRoute",
            "By which way data left",
            incident.disclosure_route().as_str_name(),
        ),
        Answer::choice(
            "facts.incident.reviewTheme",
            "Theme of the 2023 information security review",
            incident.review_theme().as_str_name(),
        ),
        Answer::choice(
            "facts.incident.crossGovernmentImpact",
            "Whether other departments are affected",
            impact,
        ),
        Answer::text("detectedHow", "How it was found out", &breach.detected_how),
        Answer::time("detectedAt", "When it was found out", time(breach.detected_at)),
        Answer::time(
            "facts.incident.occurredFrom",
            "When it happened, or when it began",
            time(incident.occurred_from),
        ),
        Answer::time("facts.incident.occurredTo", "When it ended", time(incident.occurred_to)),
        Answer::time(
            "confirmation.awareAt",
            "When the organisation became aware",
            time(confirmation.aware_at),
        ),
        Answer::text(
            "confirmation.awareDelayReason",
            "Why awareness came more than 24 hours after detection",
            &confirmation.aware_delay_reason,
        ),
        Answer::list(
            "confirmation.corrections",
            "How the time of awareness was corrected",
            rows(&confirmation.corrections, correction),
        ),
        Answer::time(
            "confirmation.confirmedAt",
            "When the breach was confirmed",
            time(confirmation.confirmed_at),
        ),
        Answer::text(
            "confirmation.confirmedByRole",
            "The role that confirmed it",
            &confirmation.confirmed_by_role,
        ),
        Answer::text("form.delayReason", "Reason for delay in reporting", either(&form.delay_reason, late)),
    ];
    answers.extend(informed(&confirmation.regulator_informed.clone().unwrap_or_default()));
    answers
}

/// How the regulator was told while there was only a pointer.
fn informed(informed: &pb::RegulatorInformed) -> [Answer; 3] {
    [
        Answer::time(
            "confirmation.regulatorInformed.receivedAt",
            "When the regulator was told before the record was made",
            time(informed.received_at),
        ),
        Answer::choice(
            "confirmation.regulatorInformed.channel",
            "How the regulator was told then",
            informed.channel().as_str_name(),
        ),
        Answer::text(
            "confirmation.regulatorInformed.reference",
            "The regulator's reference of that",
            &informed.reference,
        ),
    ]
}

fn correction(index: usize, correction: &pb::AwarenessCorrection) -> Vec<Answer> {
    let field = |name: &str| format!("confirmation.corrections[{index}].{name}");
    vec![
        Answer::time(field("from"), "From", time(correction.from)),
        Answer::time(field("to"), "To", time(correction.to)),
        Answer::text(field("reason"), "Reason", &correction.reason),
        Answer::time(field("correctedAt"), "Corrected at", time(correction.corrected_at)),
    ]
}

fn data(data: &pb::DataInvolved, form: &pb::RegulatorForm) -> Vec<Answer> {
    let types = data.types().map(|one: DataType| one.as_str_name());
    let basis = data.records_basis();
    vec![
        Answer::choices("facts.data.types", "Categories of personal data", types),
        Answer::text("form.otherData", "Other categories of personal data", &form.other_data),
        Answer::number("facts.data.recordsApprox", "Number of records", data.records_approx, basis),
        Answer::choice("facts.data.recordsBasis", "What that number rests on", basis.as_str_name()),
    ]
}

fn people(people: &pb::People, form: &pb::RegulatorForm) -> Vec<Answer> {
    let types = people.types().map(|one: DataSubjectType| one.as_str_name());
    let basis = people.affected_basis();
    let likelihood = people.likelihood().as_str_name();
    vec![
        Answer::number(
            "facts.people.affectedApprox",
            "How many people could be affected",
            people.affected_approx,
            basis,
        ),
        Answer::choice("facts.people.affectedBasis", "What that number rests on", basis.as_str_name()),
        Answer::choices("facts.people.types", "Categories of people", types),
        Answer::text("form.otherPeople", "Other categories of people", &form.other_people),
        Answer::text(
            "facts.people.likelyConsequences",
            "Potential consequences",
            &people.likely_consequences,
        ),
        Answer::text("facts.people.actualHarm", "Actual harm", &people.actual_harm),
        Answer::choice("facts.people.likelihood", "Likelihood of significant consequences", likelihood),
        Answer::choice("facts.people.highRisk", "Likely high risk", people.high_risk().as_str_name()),
    ]
}

fn cyber(cyber: &pb::CyberEffects) -> Vec<Answer> {
    vec![
        Answer::choice(
            "facts.cyber.confidentiality",
            "Confidentiality of systems affected",
            cyber.confidentiality().as_str_name(),
        ),
        Answer::choice(
            "facts.cyber.integrity",
            "Integrity of systems affected",
            cyber.integrity().as_str_name(),
        ),
        Answer::choice(
            "facts.cyber.availability",
            "Availability of systems affected",
            cyber.availability().as_str_name(),
        ),
        Answer::choice("facts.cyber.impact", "Impact on the organisation", cyber.impact().as_str_name()),
        Answer::choice("facts.cyber.recovery", "Recovery time", cyber.recovery().as_str_name()),
    ]
}

fn prevention(prevention: &pb::Prevention) -> Vec<Answer> {
    vec![
        Answer::choice(
            "facts.prevention.staffInvolved",
            "Member of staff involved",
            prevention.staff_involved().as_str_name(),
        ),
        Answer::choice(
            "facts.prevention.staffTrained",
            "Data protection training in the last two years",
            prevention.staff_trained().as_str_name(),
        ),
        Answer::text(
            "facts.prevention.measuresBefore",
            "Measures in place beforehand",
            &prevention.measures_before,
        ),
        Answer::text(
            "facts.prevention.measuresProposed",
            "Measures to prevent recurrence",
            &prevention.measures_proposed,
        ),
    ]
}

fn response(response: &pb::Response) -> Vec<Answer> {
    vec![
        Answer::choice("facts.response.contained", "Contained", response.contained().as_str_name()),
        Answer::text("facts.response.measuresTaken", "Steps taken", &response.measures_taken),
        Answer::text(
            "facts.response.mitigation",
            "Mitigation of the effects on people",
            &response.mitigation,
        ),
        Answer::choice("facts.response.peopleTold", "People told", response.people_told().as_str_name()),
        Answer::list(
            "facts.response.otherBodies",
            "Other organisations told, or to be told",
            rows(&response.other_bodies, body),
        ),
    ]
}

fn body(index: usize, body: &pb::OtherBody) -> Vec<Answer> {
    let field = |name: &str| format!("facts.response.otherBodies[{index}].{name}");
    vec![
        Answer::choice(field("kind"), "Kind", body.kind().as_str_name()),
        Answer::text(field("name"), "Name", &body.name),
        Answer::choice(field("told"), "Told", body.told().as_str_name()),
    ]
}

fn controller(breach: &pb::Breach, confirmation: &pb::Confirmation, directory: &Directory) -> Answer {
    let day = time(breach.update_time).unwrap_or_default().to_zoned(LONDON).date();
    let name = &confirmation.controller;
    let organisation = Label::parent(name).and_then(|code| directory.get(&code));
    let text = organisation.map_or(name.as_str(), |organisation| organisation.name_on(day));
    Answer::named("confirmation.controller", "Controller", text, name)
}

fn about_you(
    controller: Answer,
    confirmation: &pb::Confirmation,
    contact: &pb::Contact,
    form: &pb::RegulatorForm,
) -> Vec<Answer> {
    let reporter = form.reporter.clone().unwrap_or_default();
    let regime = confirmation.legal_regime().as_str_name();
    vec![
        controller,
        Answer::text("facts.contact.registrationNumber", "Registration number", &contact.registration_number),
        Answer::text("facts.contact.address", "Address", &contact.address),
        Answer::choice("confirmation.legalRegime", "Legal regime", regime),
        Answer::text("confirmation.processor", "Processor that it happened at", &confirmation.processor),
        Answer::texts("confirmation.jointControllers", "Other controllers", &confirmation.joint_controllers),
        Answer::text("form.reporter.nameRole", "Person making the report", &reporter.name_role),
        Answer::text("form.reporter.email", "Email of the person making the report", &reporter.email),
        Answer::text("form.reporter.phone", "Telephone of the person making the report", &reporter.phone),
        Answer::text(
            "facts.contact.nameRole",
            "Data protection officer, or another contact",
            &contact.name_role,
        ),
        Answer::text("facts.contact.email", "Email of that contact", &contact.email),
        Answer::text("facts.contact.phone", "Telephone of that contact", &contact.phone),
    ]
}

fn rows<T>(things: &[T], answers: impl Fn(usize, &T) -> Vec<Answer>) -> Vec<Row> {
    things.iter().enumerate().map(|(index, thing)| Row { answers: answers(index, thing) }).collect()
}

fn time(at: Option<prost_types::Timestamp>) -> Option<Timestamp> {
    at.and_then(clock::from_wire)
}

/// What was typed for the form, or else what was submitted.
fn either<'a>(typed: &'a str, submitted: &'a str) -> &'a str {
    if typed.is_empty() { submitted } else { typed }
}
