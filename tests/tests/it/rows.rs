//! What each RPC is asked about, and in which words: a row for every RPC of the contracts.

mod commitments;

use contracts::{
    Authorised,
    breaches::{Action, Breach, Case, Exchange, Pointer, RiskLevel},
    directory::{GetOrganisationRequest, ListOrganisationsRequest, ListVocabulariesRequest},
};
use e2e::{
    Question, Rpc,
    deeds::{ActionStage, CaseStage, ExchangeStage, Kept, Stage},
    requests::{self, AsRead, report},
    rpcs,
};
use std::collections::BTreeMap;

type Ask<T> = Box<dyn Fn(&T) -> Question>;
type Row = (String, About);

/// What an RPC is asked about.
pub(crate) enum About {
    /// Something new, or the number of things, under the organisation of this name.
    Parent(Ask<str>),
    /// The breaches of the organisation of this name.
    Breaches(Ask<str>),
    /// The actions of the breach of this name.
    Actions(Ask<str>),
    /// The cases of the organisation of this name.
    Cases(Ask<str>),
    /// A breach that came so far, at a level of risk.
    Breach(Stage, RiskLevel, Ask<Breach>),
    /// An action that came so far.
    Action(ActionStage, Ask<Action>),
    /// A case that came so far.
    Case(CaseStage, Ask<Case>),
    /// The exchanges of the organisation of this name, or the register of what crossed in them.
    Exchanges(Ask<str>),
    /// An exchange that came so far; and whose it is to act in it.
    Exchange(ExchangeStage, Party, Ask<Exchange>),
    /// Something of this name that can be disclosed.
    Source(Ask<str>),
    /// The pointers of the organisation of this name.
    Pointers(Ask<str>),
    /// A pointer.
    Pointer(Ask<Pointer>),
    /// Something of this name that lines can be about.
    Topic(Ask<str>),
    /// What is kept of commitments.
    Kept(Kept, Ask<AsRead>),
    /// What the organisation of this name has of it.
    AllKept(Kept, Ask<str>),
    /// What everybody may know, of the organisation of this name if of any.
    Common(Ask<str>),
}

/// A party of an exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Party {
    /// Who began it.
    Opener,
    /// With whom it was begun.
    Recipient,
}

/// Every RPC with what it is asked about, in the order of the contracts.
pub(crate) fn rows() -> Vec<(Rpc, About)> {
    let all = [breaches(), cases(), between(), lines(), withheld(), commitments::commitments(), common()];
    let mut rows: BTreeMap<_, _> = all.into_iter().flatten().collect();
    let row = |rpc: Rpc| {
        let about = rows.remove(&rpc.path).unwrap_or_else(|| {
            panic!("{} has no row: say in tests/tests/it/rows.rs what it is asked about", rpc.path)
        });
        (rpc, about)
    };
    rpcs().into_iter().map(row).collect()
}

/// What a department does about a breach.
fn breaches() -> Vec<Row> {
    vec![
        row(|parent: &str| requests::create(parent, report("A report")), About::Parent),
        breach(Stage::Logged, |breach| requests::get(&breach.name)),
        row(requests::list, About::Breaches),
        row(requests::summarise, About::Parent),
        breach(Stage::Draft, |breach| requests::update(breach, report("Another title"), &["title"])),
        breach(Stage::Draft, requests::log),
        breach(Stage::Logged, requests::confirm),
        breach(Stage::Confirmed, requests::correct),
        breach(Stage::Confirmed, |breach| requests::explain(&breach.name)),
        breach(Stage::Confirmed, |breach| requests::draft(breach, RiskLevel::Risk)),
        breach(Stage::Drafted, |breach| requests::advise(breach, RiskLevel::Risk)),
        breach(Stage::Advised, |breach| requests::decide(breach, RiskLevel::Risk)),
        breach(Stage::Assessed, requests::notify),
        breach(Stage::Told, requests::supplement),
        breach(Stage::Told, requests::correct_notice),
        breach(Stage::Told, requests::withdraw_notice),
        harmless(Stage::Assessed, requests::leave),
        breach(Stage::Logged, requests::classify),
        breach(Stage::NearMiss, requests::review),
        breach(Stage::Reviewed, requests::finish),
        breach(Stage::NearMiss, requests::upgrade),
        breach(Stage::Logged, requests::propose_dismissal),
        breach(Stage::DismissalProposed, requests::confirm_dismissal),
        breach(Stage::Confirmed, requests::withdraw),
        breach(Stage::Logged, requests::void),
        harmless(Stage::Left, requests::reassess),
        harmless(Stage::Contained, requests::remedy),
        harmless(Stage::Remediation, requests::learn),
        harmless(Stage::Learning, requests::close_breach),
        harmless(Stage::Closed, requests::reopen),
        breach(Stage::Confirmed, requests::contain),
        row(requests::exempt, |ask| About::Breach(Stage::Assessed, RiskLevel::HighRisk, ask)),
        breach(Stage::Confirmed, requests::communicate),
        breach(Stage::Confirmed, requests::media_lines),
        breach(Stage::Confirmed, requests::declare_major),
        breach(Stage::RemediationTold, requests::update_regulator),
        breach(Stage::Confirmed, requests::report_to_centre),
        breach(Stage::Confirmed, requests::report_to_ncsc),
        breach(Stage::Confirmed, |breach| requests::export(&breach.name)),
        breach(Stage::Told, |breach| requests::receipt(&breach.name)),
        breach(Stage::Logged, |breach| requests::list_events(&breach.name)),
    ]
}

/// What is done about actions and in cases.
fn cases() -> Vec<Row> {
    vec![
        breach(Stage::Confirmed, |breach| requests::plan(&breach.name)),
        action(ActionStage::Planned, |action| requests::get_action(&action.name)),
        row(requests::list_actions, About::Actions),
        action(ActionStage::Planned, requests::reschedule),
        action(ActionStage::Planned, requests::complete),
        action(ActionStage::Completed, requests::verify),
        action(ActionStage::Completed, requests::return_action),
        action(ActionStage::Planned, requests::accept_risk),
        case(CaseStage::Received, |case| requests::get_case(&case.name)),
        row(requests::list_cases, About::Cases),
        row(requests::summarise_cases, About::Parent),
        case(CaseStage::Received, |case| requests::get_submission(&case.name, 1)),
        case(CaseStage::Received, requests::acknowledge),
        case(CaseStage::Acknowledged, requests::ask),
        case(CaseStage::Asked, requests::answer),
        case(CaseStage::Answered, requests::conclude),
        case(CaseStage::Received, requests::order),
        case(CaseStage::Received, requests::recommend_ncsc),
        case(CaseStage::Concluded, requests::close),
    ]
}

/// What else stands between parties.
fn between() -> Vec<Row> {
    vec![
        received(ExchangeStage::Disclosed, |exchange| requests::get_exchange(&exchange.name)),
        row(requests::list_exchanges, About::Exchanges),
        row(requests::list_disclosures, About::Exchanges),
        row(|source: &str| requests::disclose(source, RECIPIENT), About::Source),
        row(|source: &str| requests::enter_disclosure(source, RECIPIENT), About::Source),
        begun(ExchangeStage::Prepared, requests::approve),
        begun(ExchangeStage::Prepared, requests::decline),
        received(ExchangeStage::Disclosed, requests::receive),
        begun(ExchangeStage::Disclosed, requests::recall),
        received(ExchangeStage::ReportAcknowledged, requests::support),
        received(ExchangeStage::ReportAcknowledged, requests::stand_down),
        received(ExchangeStage::Opened, |exchange| requests::tie(exchange, &exchange.source)),
        row(
            |parent: &str| requests::open_engagement(parent, "organisations/legal-aid-agency"),
            About::Parent,
        ),
        received(ExchangeStage::NcscTold, requests::remind_of_duty),
        received(ExchangeStage::NcscTold, requests::record_engagement),
        received(ExchangeStage::NcscTold, requests::assign_category),
        received(ExchangeStage::NcscTold, requests::ask_consent),
        received(ExchangeStage::NcscTold, requests::end_engagement),
        begun(ExchangeStage::NcscTold, requests::grant),
        begun(ExchangeStage::ConsentAsked, requests::refuse_consent),
        begun(ExchangeStage::Consented, requests::withdraw_consent),
        row(requests::look_at_return, About::Parent),
        row(|parent: &str| requests::confirm_return(parent, UNSEEN), About::Parent),
        row(requests::list_returns, About::Parent),
        row(requests::look_at_cases, About::Parent),
        row(|parent: &str| requests::disclose_cases(parent, UNSEEN), About::Parent),
    ]
}

/// What the few alone know of.
fn withheld() -> Vec<Row> {
    vec![
        breach(Stage::Confirmed, requests::restrict),
        breach(Stage::Restricted, requests::lift_restriction),
        row(requests::point, About::Parent),
        row(requests::own_mark, About::Parent),
        row(requests::list_pointers, About::Pointers),
        row(|pointer: &Pointer| requests::get_pointer(&pointer.name), About::Pointer),
        row(requests::inform, About::Pointer),
        row(|pointer: &Pointer| requests::release(pointer, "organisations/ico", NOBODY), About::Pointer),
        row(requests::lift, About::Pointer),
        received(ExchangeStage::Released, requests::stub),
    ]
}

/// What everybody may know.
fn common() -> Vec<Row> {
    vec![
        row(|name: &str| GetOrganisationRequest { name: name.to_owned() }, About::Common),
        row(|_: &str| ListOrganisationsRequest::default(), About::Common),
        row(|_: &str| ListVocabulariesRequest::default(), About::Common),
    ]
}

/// What lines that are agreed are about.
fn lines() -> Vec<Row> {
    vec![
        row(|topic: &str| requests::draft_lines(topic, with_whom(topic)), About::Topic),
        row(|topic: &str| requests::enter_lines(topic, with_whom(topic)), About::Topic),
        begun(ExchangeStage::LinesDrafted, requests::approve_lines),
        received(ExchangeStage::LinesProposed, requests::revise_lines),
        received(ExchangeStage::LinesProposed, requests::agree_lines),
        received(ExchangeStage::LinesProposed, requests::refuse_lines),
        received(ExchangeStage::LinesProposed, requests::issue_lines),
    ]
}

/// With whom lines about something are to be agreed.
fn with_whom(topic: &str) -> &'static str {
    if topic.contains("/cases/") { "organisations/moj" } else { RECIPIENT }
}

/// The etag of counts that nobody looked at: whoever may confirm them is told to look again.
pub(crate) const UNSEEN: &str = "unseen";

/// Somebody to disclose to, at whom nobody acts.
pub(crate) const RECIPIENT: &str = "organisations/legal-aid-agency";

/// The mark of nobody.
const NOBODY: &str = "by:00000000000000000000000000000000";

fn row<T: ?Sized, R: Authorised>(
    ask: impl Fn(&T) -> R + 'static,
    about: impl FnOnce(Ask<T>) -> About,
) -> Row {
    (Question::path_of::<R>(), about(Box::new(move |subject| Question::of(&ask(subject)))))
}

fn breach<R: Authorised>(stage: Stage, ask: impl Fn(&Breach) -> R + 'static) -> Row {
    row(ask, |ask| About::Breach(stage, RiskLevel::Risk, ask))
}

/// About a breach that is unlikely to be a risk.
fn harmless<R: Authorised>(stage: Stage, ask: impl Fn(&Breach) -> R + 'static) -> Row {
    row(ask, |ask| About::Breach(stage, RiskLevel::UnlikelyRisk, ask))
}

fn action<R: Authorised>(stage: ActionStage, ask: impl Fn(&Action) -> R + 'static) -> Row {
    row(ask, |ask| About::Action(stage, ask))
}

fn case<R: Authorised>(stage: CaseStage, ask: impl Fn(&Case) -> R + 'static) -> Row {
    row(ask, |ask| About::Case(stage, ask))
}

/// About an exchange, in which it is its opener's to act.
fn begun<R: Authorised>(stage: ExchangeStage, ask: impl Fn(&Exchange) -> R + 'static) -> Row {
    row(ask, |ask| About::Exchange(stage, Party::Opener, ask))
}

/// About an exchange, in which it is its recipient's to act.
fn received<R: Authorised>(stage: ExchangeStage, ask: impl Fn(&Exchange) -> R + 'static) -> Row {
    row(ask, |ask| About::Exchange(stage, Party::Recipient, ask))
}
