//! What each RPC is asked about, and in which words: a row for every RPC of the contracts.

use contracts::{
    Authorised,
    breaches::{Breach, Case, RiskLevel},
    directory::{GetOrganisationRequest, ListOrganisationsRequest, ListVocabulariesRequest},
};
use e2e::{
    Question, Rpc,
    deeds::{CaseStage, Stage},
    requests::{self, report},
    rpcs,
};
use std::collections::BTreeMap;

type Ask<T> = Box<dyn Fn(&T) -> Question>;
type Row = (String, About);

/// What an RPC is asked about.
pub(crate) enum About {
    /// Something new, under the organisation of this name.
    Parent(Ask<str>),
    /// The breaches of the organisation of this name.
    Breaches(Ask<str>),
    /// The cases of the organisation of this name.
    Cases(Ask<str>),
    /// A breach that came so far, at a level of risk.
    Breach(Stage, RiskLevel, Ask<Breach>),
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
        breach(Stage::Draft, |breach| requests::update(breach, report("Another title"), &["title"])),
        breach(Stage::Draft, requests::log),
        breach(Stage::Logged, requests::confirm),
        breach(Stage::Confirmed, requests::correct),
        breach(Stage::Confirmed, |breach| requests::explain(&breach.name)),
        breach(Stage::Confirmed, |breach| requests::draft(breach, RiskLevel::Risk)),
        breach(Stage::Drafted, |breach| requests::advise(breach, RiskLevel::Risk)),
        breach(Stage::Advised, |breach| requests::decide(breach, RiskLevel::Risk)),
        breach(Stage::Assessed, requests::notify),
        row(requests::leave, |ask| About::Breach(Stage::Assessed, RiskLevel::UnlikelyRisk, ask)),
        case(CaseStage::Received, |case| requests::get_case(&case.name)),
        row(requests::list_cases, About::Cases),
        case(CaseStage::Received, |case| requests::get_submission(&case.name, 1)),
        case(CaseStage::Received, requests::acknowledge),
        case(CaseStage::Acknowledged, requests::ask),
        case(CaseStage::Asked, requests::answer),
        case(CaseStage::Answered, requests::conclude),
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

fn case<R: Authorised>(stage: CaseStage, ask: impl Fn(&Case) -> R + 'static) -> Row {
    row(ask, |ask| About::Case(stage, ask))
}
