//! What each RPC is asked about, and in which words: a row for every RPC of the contracts.

use contracts::{
    Authorised,
    breaches::{Action, Breach, Case, RiskLevel},
    directory::{GetOrganisationRequest, ListOrganisationsRequest, ListVocabulariesRequest},
};
use e2e::{
    Question, Rpc,
    deeds::{ActionStage, CaseStage, Stage},
    requests::{self, report},
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
    /// What everybody may know, of the organisation of this name if of any.
    Common(Ask<str>),
}

/// Every RPC with what it is asked about, in the order of the contracts.
pub(crate) fn rows() -> Vec<(Rpc, About)> {
    let mut rows = BTreeMap::from([
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
        breach(Stage::Confirmed, |breach| requests::export(&breach.name)),
        breach(Stage::Told, |breach| requests::receipt(&breach.name)),
        breach(Stage::Logged, |breach| requests::list_events(&breach.name)),
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
        case(CaseStage::Concluded, requests::close),
        row(|name: &str| GetOrganisationRequest { name: name.to_owned() }, About::Common),
        row(|_: &str| ListOrganisationsRequest::default(), About::Common),
        row(|_: &str| ListVocabulariesRequest::default(), About::Common),
    ]);
    let row = |rpc: Rpc| {
        let about = rows.remove(&rpc.path).unwrap_or_else(|| {
            panic!("{} has no row: say in tests/tests/it/rows.rs what it is asked about", rpc.path)
        });
        (rpc, about)
    };
    rpcs().into_iter().map(row).collect()
}

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
