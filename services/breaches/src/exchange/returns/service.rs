//! The RPCs of what is counted.

use super::{
    asks,
    cases::{aggregate, etag},
    counts::{Draft, Former, Of},
    quarter::Quarter,
    store as own,
};
use crate::{
    exchange::{content::Content, fold::Exchange, need_of, service::ExchangeHandlers, store},
    model::HANDLERS,
};
use chassis::{
    Answer, Caller, Error, Label, Violation, WriteTx, clock,
    deadline::AnyDivision,
    disclosure::Terms,
    exchange::{self as kept, Readers},
    sdc::Rules,
    serve::Parts,
};
use contracts::{
    access::{Party, Reason},
    breaches::{
        self as pb, ExchangeActKind, ExchangeKind, QuarterlyReturnContent, ReleaseCitation,
        return_service_server::ReturnService,
    },
    exchange::Basis,
    handling::Classification,
};
use std::{collections::BTreeMap, sync::Arc};
use tonic::Request;

/// How many quarters are listed where none is asked for.
const LISTED: usize = 4;

/// The handlers.
#[derive(Clone)]
pub(crate) struct ReturnHandlers {
    parts: Parts,
    exchanges: ExchangeHandlers,
    rules: Arc<Rules>,
}

/// On what terms counts cross.
fn terms() -> Terms<'static> {
    Terms::new("counts of personal data breaches", Basis::SdcAggregate, Classification::Official)
}

impl ReturnHandlers {
    pub(crate) fn new(parts: Parts, rules: Arc<Rules>) -> Self {
        Self { exchanges: ExchangeHandlers::new(parts.clone()), parts, rules }
    }

    /// Confirms a return as it was previewed: the first of its quarter, or a correction.
    async fn confirm(
        &self,
        tx: &mut WriteTx<contracts::action::breaches::ConfirmReturn>,
        ask: asks::ConfirmReturn,
    ) -> Result<(chassis::Record, pb::ConfirmReturnResponse), Error> {
        let (kind, quarter) = (ExchangeKind::QuarterlyReturn, ask.of.quarter);
        tx.caller().in_person("a person confirms what is counted")?;
        sees_all(tx.caller())?;
        quarter.is_over(tx.now())?;
        let centre = self.parts.directory.centre().ok_or_else(|| Error::internal("there is no centre"))?;
        let before = match own::released_before(tx, kind, quarter).await? {
            Some(id) => Some(store::taken(tx, id).await?),
            None => None,
        };
        let former = before.as_ref().map(former).transpose()?;
        let counts = own::recount(tx, quarter).await?;
        let department = tx.caller().organisation.clone();
        let of = Of { department: &department, quarter };
        let draft = counts.draft(&of, &self.rules, former.as_ref(), tx.now());
        if draft.etag()? != ask.etag {
            return Err(Error::Stale);
        }
        let content = corrected(draft.released, former.as_ref(), ask.correction_reason)?;
        let (act, name) = match former {
            None => (ExchangeActKind::Return, "return.confirmed"),
            Some(_) => (ExchangeActKind::ReturnCorrection, "return.corrected"),
        };
        let new = before.is_none();
        let begun = || Exchange::begin(tx.new_crossing_id(), kind, department.clone(), centre.clone());
        let mut exchange = before.unwrap_or_else(begun);
        exchange.add(tx, act, Content::from(content).seal()?)?;
        let readers = Readers::Both(terms());
        store::append(tx, &exchange, readers, &self.parts.directory).await?;
        if new {
            let needs = [&department, centre].map(|reader| need_of(&self.parts.directory, reader));
            let [mine, theirs] = needs;
            let sides = [(&department, mine?), (centre, theirs?)];
            own::release(tx, kind, quarter, exchange.kept.id, sides).await?;
        }
        let response = exchange.shown(tx.caller(), tx.now())?.into();
        Ok((self.exchanges.record(&exchange, tx.caller(), name, readers)?, response))
    }

    /// Discloses what the regulator counts, as it was previewed.
    async fn disclose(
        &self,
        tx: &mut WriteTx<contracts::action::breaches::DiscloseCaseAggregate>,
        ask: asks::DiscloseAggregate,
    ) -> Result<(chassis::Record, pb::DiscloseCaseAggregateResponse), Error> {
        let (kind, quarter, directory) = (ExchangeKind::CaseAggregate, ask.of.quarter, &self.parts.directory);
        tx.caller().in_person("a person discloses what is counted")?;
        quarter.is_over(tx.now())?;
        let recipient = directory.technical_authority();
        let recipient = recipient.ok_or_else(|| Error::internal("there is nobody to disclose it to"))?;
        if own::released_before(tx, kind, quarter).await?.is_some() {
            let message = "what was disclosed of a quarter stands";
            return Err(Error::refused(Reason::NothingToCorrect, message));
        }
        let tallies = own::recount_cases(tx, quarter).await?;
        let regulator = tx.caller().organisation.clone();
        let content = aggregate(&regulator, quarter, &tallies, &self.rules, tx.now());
        if etag(&content)? != ask.etag {
            return Err(Error::Stale);
        }
        let mut exchange = Exchange::begin(tx.new_crossing_id(), kind, regulator.clone(), recipient.clone());
        exchange.add(tx, ExchangeActKind::CaseAggregate, Content::from(content).seal()?)?;
        let readers = Readers::Both(terms());
        store::append(tx, &exchange, readers, directory).await?;
        let sides =
            [(&regulator, need_of(directory, &regulator)?), (recipient, need_of(directory, recipient)?)];
        own::release(tx, kind, quarter, exchange.kept.id, sides).await?;
        let response = exchange.shown(tx.caller(), tx.now())?.into();
        Ok((self.exchanges.record(&exchange, tx.caller(), "aggregate.disclosed", readers)?, response))
    }

    /// How the returns of some quarters stand that a caller may know of.
    fn standings(
        &self,
        caller: &Caller,
        quarters: &[Quarter],
        returned: Vec<own::Returned>,
        now: jiff::Timestamp,
    ) -> Vec<pb::ReturnStanding> {
        let of = |one: own::Returned| ((one.department.clone(), one.quarter.clone()), one);
        let returned: BTreeMap<_, _> = returned.into_iter().map(of).collect();
        let centre = caller.party == Party::Gcdo;
        let mut standings = Vec::new();
        for quarter in quarters {
            let owing = quarter.owing(&self.parts.directory);
            for (department, whose) in owing.filter(|(one, _)| centre || **one == caller.organisation) {
                let found = returned.get(&(department.to_string(), quarter.to_string()));
                standings.push(self.standing(caller, *quarter, (department, whose), found, now));
            }
        }
        standings
    }

    fn standing(
        &self,
        caller: &Caller,
        quarter: Quarter,
        (department, whose): (&Label, AnyDivision),
        found: Option<&own::Returned>,
        now: jiff::Timestamp,
    ) -> pb::ReturnStanding {
        let due_at = quarter.due_at(whose, &self.parts.calendar);
        pb::ReturnStanding {
            department: format!("organisations/{department}"),
            quarter: quarter.to_string(),
            due_at: due_at.map(clock::to_wire),
            owed: found.is_none(),
            overdue: found.is_none() && due_at.is_some_and(|due| now > due),
            exchange: found.map(|one| kept::name(&caller.organisation, one.exchange)).unwrap_or_default(),
            state: found.map(|one| one.state).unwrap_or_default().into(),
        }
    }
}

/// Refuses to count what a caller sees a part of.
fn sees_all(caller: &Caller) -> Result<(), Error> {
    if caller.has_need(HANDLERS) {
        return Ok(());
    }
    Err(Error::ActingRole("whoever counts the breaches of a department sees all of them"))
}

/// What was returned last, and what before that.
fn former(exchange: &Exchange) -> Result<Former, Error> {
    let mut versions = Vec::new();
    for act in &exchange.kept.acts {
        if let Content::QuarterlyReturn(content) = Content::open(&act.sealed)? {
            versions.push((act, *content));
        }
    }
    let (act, content) = versions.pop().ok_or_else(|| Error::internal("a return returned nothing"))?;
    let citation = ReleaseCitation { number: act.version.number, hash: act.sealed.hash().to_vec() };
    let earlier = versions.into_iter().map(|(_, content)| content).collect();
    Ok(Former { citation, content, earlier })
}

/// A return with why it corrects the former one, if it does.
fn corrected(
    content: QuarterlyReturnContent,
    former: Option<&Former>,
    correction_reason: String,
) -> Result<QuarterlyReturnContent, Error> {
    match former {
        None if !correction_reason.is_empty() => {
            let must =
                Violation::new("correction_reason", "is of a correction, and there is nothing to correct");
            Err(Error::Refused(
                Reason::NothingToCorrect,
                "the first return of a quarter corrects none",
                vec![must],
            ))
        }
        Some(former) if former.says(&content) => {
            Err(Error::refused(Reason::NothingToCorrect, "what was returned says the same"))
        }
        Some(_) if correction_reason.is_empty() => {
            let must = "say why the former return is corrected";
            let missing = vec![Violation::new("correction_reason", must)];
            Err(Error::Refused(Reason::Incomplete, must, missing))
        }
        _ => Ok(QuarterlyReturnContent { correction_reason, ..content }),
    }
}

#[tonic::async_trait]
impl ReturnService for ReturnHandlers {
    async fn get_return_preview(
        &self,
        request: Request<pb::GetReturnPreviewRequest>,
    ) -> Answer<pb::GetReturnPreviewResponse> {
        let answer = self.parts.db.answer(request, async |tx, ask: asks::Preview| {
            sees_all(tx.caller())?;
            let quarter = ask.quarter;
            quarter.is_over(tx.now())?;
            let before = match own::released(tx, ExchangeKind::QuarterlyReturn, quarter).await? {
                Some(id) => Some(Exchange::read(kept::get(tx, id).await?)?),
                None => None,
            };
            let former = before.as_ref().map(former).transpose()?;
            let counts = own::counts(tx, quarter).await?;
            let of = Of { department: &ask.organisation, quarter };
            let draft = counts.draft(&of, &self.rules, former.as_ref(), tx.now());
            let whose = self.parts.directory.get(&ask.organisation);
            let whose = whose.map_or(AnyDivision::Any, |found| AnyDivision::One(found.division));
            let etag = draft.etag()?;
            let Draft { exact, released } = draft;
            let exchange = before.map(|before| kept::name(&ask.organisation, before.kept.id));
            let preview = pb::ReturnPreview {
                quarter: quarter.to_string(),
                etag,
                due_at: quarter.due_at(whose, &self.parts.calendar).map(clock::to_wire),
                exact: Some(exact),
                released: Some(released),
                exchange: exchange.unwrap_or_default(),
            };
            Ok(preview.into())
        });
        answer.await
    }

    async fn confirm_return(
        &self,
        request: Request<pb::ConfirmReturnRequest>,
    ) -> Answer<pb::ConfirmReturnResponse> {
        let act = async |tx: &mut _, ask: asks::ConfirmReturn| self.confirm(tx, ask).await;
        self.parts.db.act(request, store::see, act).await
    }

    async fn list_returns(
        &self,
        request: Request<pb::ListReturnsRequest>,
    ) -> Answer<pb::ListReturnsResponse> {
        let answer = self.parts.db.answer(request, async |tx, ask: asks::ListReturns| {
            let now = tx.now();
            let asked = |quarter: &Quarter| ask.quarter.is_none_or(|asked| asked == *quarter);
            let quarters: Vec<_> = Quarter::over(now).filter(asked).take(LISTED).collect();
            let returned = own::returned(tx, &quarters).await?;
            Ok(pb::ListReturnsResponse { returns: self.standings(tx.caller(), &quarters, returned, now) })
        });
        answer.await
    }

    async fn get_case_aggregate_preview(
        &self,
        request: Request<pb::GetCaseAggregatePreviewRequest>,
    ) -> Answer<pb::GetCaseAggregatePreviewResponse> {
        let answer = self.parts.db.answer(request, async |tx, ask: asks::PreviewAggregate| {
            let asks::Preview { organisation, quarter } = ask.0;
            quarter.is_over(tx.now())?;
            let exchange = own::released(tx, ExchangeKind::CaseAggregate, quarter).await?;
            let tallies = own::cases(tx, quarter).await?;
            let released = aggregate(&organisation, quarter, &tallies, &self.rules, tx.now());
            let preview = pb::CaseAggregatePreview {
                quarter: quarter.to_string(),
                etag: etag(&released)?,
                released: Some(released),
                exchange: exchange.map(|id| kept::name(&organisation, id)).unwrap_or_default(),
            };
            Ok(preview.into())
        });
        answer.await
    }

    async fn disclose_case_aggregate(
        &self,
        request: Request<pb::DiscloseCaseAggregateRequest>,
    ) -> Answer<pb::DiscloseCaseAggregateResponse> {
        let act = async |tx: &mut _, ask: asks::DiscloseAggregate| self.disclose(tx, ask).await;
        self.parts.db.act(request, store::see, act).await
    }
}
