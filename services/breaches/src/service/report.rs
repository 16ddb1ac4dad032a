//! The calls that tell a breach to the centre and to the National Cyber Security Centre.

use super::{Handlers, OWNERS};
use crate::{
    asks::{self, On},
    case, exchange,
    model::{Act, Breach, HANDLERS},
    store,
};
use chassis::{Answer, Error, WriteTx};
use contracts::breaches::{self as pb, BreachPart, NoticeContent};
use tonic::Request;

impl Handlers {
    /// How the regulator was first told of a breach, where that is among the parts that are told of it.
    async fn first_notice(
        &self,
        tx: &mut WriteTx<impl store::Shares>,
        breach: &Breach,
        parts: &[BreachPart],
    ) -> Result<Option<NoticeContent>, Error> {
        match breach.case_id().filter(|_| parts.contains(&BreachPart::Notice)) {
            Some(case) => {
                Ok(case::store::shared(tx, case, self.parts.directory.regulator()).await?.first_notice())
            }
            None => Ok(None),
        }
    }

    /// Reports a breach to the centre.
    pub(super) async fn report(
        &self,
        request: Request<pb::ReportToCentreRequest>,
    ) -> Answer<pb::ReportToCentreResponse> {
        const ACT: Act = Act::ReportToCentre;
        let (directory, calendar) = (&self.parts.directory, &self.parts.calendar);
        let act = self.parts.db.act(request, store::see, async |tx, ask: On<asks::ReportToCentre>| {
            let (caller, report) = (tx.caller().clone(), ask.deed.report);
            let moment = self.moment(&caller, tx.now());
            let breach = store::lock(tx, &ask.target, calendar).await?;
            let before = breach.wire_state();
            let first_notice = self.first_notice(tx, &breach, &report.parts).await?;
            let mut breach = breach.report_to_centre(&report.interest, &moment)?.weighed(&moment);
            let (exchange, told) = exchange::report(tx, &mut breach, report, first_notice, directory).await?;
            store::save(tx, &breach, before, ACT).await?;
            let news = [vec![breach.news(ACT.name(), HANDLERS, &OWNERS)], told].concat();
            let record = breach.record(ACT.name(), &caller, news);
            let exchange = Some(exchange.shown(&caller, moment.now)?);
            Ok((record, pb::ReportToCentreResponse { breach: Some(breach.to_wire(&moment)), exchange }))
        });
        act.await
    }

    /// Reports a breach to the National Cyber Security Centre.
    pub(super) async fn notify_ncsc(
        &self,
        request: Request<pb::ReportToNcscRequest>,
    ) -> Answer<pb::ReportToNcscResponse> {
        const ACT: Act = Act::ReportToNcsc;
        let (directory, calendar) = (&self.parts.directory, &self.parts.calendar);
        let act = self.parts.db.act(request, store::see, async |tx, ask: On<asks::ReportToNcsc>| {
            let (caller, notice) = (tx.caller().clone(), ask.deed.notice);
            let moment = self.moment(&caller, tx.now());
            let breach = store::lock(tx, &ask.target, calendar).await?;
            let before = breach.wire_state();
            let first_notice = self.first_notice(tx, &breach, &notice.parts).await?;
            let mut breach = breach.report_to_ncsc(&notice.statement, &moment)?;
            let (exchange, told) =
                exchange::notify_ncsc(tx, &mut breach, notice, first_notice, directory).await?;
            let breach = breach.weighed(&moment);
            store::save(tx, &breach, before, ACT).await?;
            let news = [vec![breach.news(ACT.name(), HANDLERS, &OWNERS)], told].concat();
            let record = breach.record(ACT.name(), &caller, news);
            let exchange = Some(exchange.shown(&caller, moment.now)?);
            Ok((record, pb::ReportToNcscResponse { breach: Some(breach.to_wire(&moment)), exchange }))
        });
        act.await
    }
}
