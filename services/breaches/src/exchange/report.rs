//! What departments tell of a breach besides the regulator: the centre, and the National Cyber Security Centre.

use super::{CENTRE, INCIDENTS, content::Content, copy::only, fold::Exchange, store, terms_of_talk};
use crate::{
    case::{self, Case},
    model::{Breach, ExchangeView},
};
use chassis::{
    Directory, Effect, Error, WriteTx,
    disclosure::Terms,
    exchange::{self as kept, Readers},
};
use contracts::{
    action::breaches::{ReportToCentre, ReportToNcsc},
    breaches::{
        BreachPart, CentreChoice, CentreReportContent, ExchangeActKind, ExchangeKind, NcscCategory,
        NcscNoticeContent, NoticeContent, ReferenceContent,
    },
    handling::Classification,
};

/// Tells another party something of a breach, where it has it, or where it has it from now on; and says so to the breach.
/// Answers with what the other party sees, and the news of it.
async fn tell(
    tx: &mut WriteTx<impl store::Acts>,
    breach: &mut Breach,
    kind: ExchangeKind,
    act: ExchangeActKind,
    content: Content,
    directory: &Directory,
) -> Result<(Exchange, Vec<Effect>), Error> {
    let (recipient, need, news) = match kind {
        ExchangeKind::NcscEngagement => (directory.technical_authority(), INCIDENTS, "engagement.notified"),
        _ => (directory.centre(), CENTRE, "report.made"),
    };
    let recipient = recipient.ok_or_else(|| Error::internal("the directory knows nobody to tell"))?;
    let known = store::about(tx, kind, &breach.name).await?;
    let new = known.is_none();
    let mut exchange = known.unwrap_or_else(|| {
        let own = breach.name.organisation.clone();
        Exchange::begin(tx.new_crossing_id(), kind, own, recipient.clone())
    });
    exchange.add(tx, act, content.seal()?)?;
    let terms = Terms { classification: classification(breach), ..terms_of_talk() };
    if new {
        exchange.kept.source = Some(breach.name.to_string());
        store::open(tx, &exchange, &breach.name, Readers::Both(terms), directory).await?;
    } else {
        store::append(tx, &exchange, Readers::Both(terms), directory).await?;
    }
    breach.between.stands(ExchangeView::of(exchange.kept.id, &exchange.summary));
    let (resource, payload) = (kept::name(recipient, exchange.kept.id), exchange.kept.version.payload());
    let news = vec![Effect { reader: recipient.clone(), need, act: news, resource, payload }];
    Ok((exchange, news))
}

/// How what is known of a breach is classified.
fn classification(breach: &Breach) -> Classification {
    breach.handling.as_ref().map_or(Classification::Official, contracts::handling::Handling::classification)
}

/// Lets the centre know what its department chose, when the regulator is told: once that it was told, or everything each time.
/// Answers with the news of it.
pub(crate) async fn let_know(
    tx: &mut WriteTx<impl store::Acts>,
    breach: &mut Breach,
    case: &Case,
    directory: &Directory,
) -> Result<Vec<Effect>, Error> {
    // Nothing about the centre keeps a department from telling the regulator, not even that there is none.
    if directory.centre().is_none() {
        return Ok(Vec::new());
    }
    let told = case.acts.iter().rev().find_map(|act| match act.content.clone() {
        case::Content::Submission(content) => Some(Content::Submission(content)),
        case::Content::FollowUp(content) => Some(Content::FollowUp(content)),
        case::Content::RemediationUpdate(content) => Some(content.into()),
        _ => None,
    });
    let told = told.ok_or_else(|| Error::internal("the regulator was told nothing"))?;
    let (act, content) = match breach.centre_choice() {
        CentreChoice::Full => (ExchangeActKind::Copy, told),
        // That there is a breach which the named few alone know of crosses by explicit choice, and not by default.
        CentreChoice::ReferenceOnly
            if breach.restriction.is_none() && matches!(told, Content::Submission(_)) =>
        {
            let notified_at = case.first_notice().and_then(|notice| notice.received_at);
            (
                ExchangeActKind::Reference,
                ReferenceContent { notified_at, incident: breach.wire_incident() }.into(),
            )
        }
        CentreChoice::ReferenceOnly | CentreChoice::None | CentreChoice::Unspecified => return Ok(Vec::new()),
    };
    let (_, news) = tell(tx, breach, ExchangeKind::CentreReport, act, content, directory).await?;
    Ok(news)
}

/// What a department reports to the centre besides what it knows of the breach.
pub(crate) struct Report {
    pub(crate) parts: Vec<BreachPart>,
    pub(crate) interest: String,
    pub(crate) statement: String,
}

/// What a department reports to the National Cyber Security Centre besides what it knows of the breach.
pub(crate) struct Notice {
    pub(crate) parts: Vec<BreachPart>,
    pub(crate) suspected_category: NcscCategory,
    pub(crate) gc3_reference: String,
    pub(crate) statement: String,
}

/// Reports a breach to the centre.
pub(crate) async fn report(
    tx: &mut WriteTx<ReportToCentre>,
    breach: &mut Breach,
    report: Report,
    first_notice: Option<NoticeContent>,
    directory: &Directory,
) -> Result<(Exchange, Vec<Effect>), Error> {
    let content = CentreReportContent {
        criteria: breach.centre_criteria(),
        interest: report.interest,
        statement: report.statement,
        handling: breach.handling.clone(),
        copy: Some(only(breach.whole_copy(first_notice), &report.parts)),
        incident: breach.wire_incident(),
    };
    let (kind, act) = (ExchangeKind::CentreReport, ExchangeActKind::Report);
    tell(tx, breach, kind, act, content.into(), directory).await
}

/// Reports a breach to the National Cyber Security Centre.
pub(crate) async fn notify_ncsc(
    tx: &mut WriteTx<ReportToNcsc>,
    breach: &mut Breach,
    notice: Notice,
    first_notice: Option<NoticeContent>,
    directory: &Directory,
) -> Result<(Exchange, Vec<Effect>), Error> {
    let content = NcscNoticeContent {
        suspected_category: notice.suspected_category.into(),
        gc3_reference: notice.gc3_reference,
        statement: notice.statement,
        handling: breach.handling.clone(),
        copy: Some(only(breach.whole_copy(first_notice), &notice.parts)),
        incident: breach.wire_incident(),
    };
    let (kind, act) = (ExchangeKind::NcscEngagement, ExchangeActKind::Notice);
    tell(tx, breach, kind, act, content.into(), directory).await
}
