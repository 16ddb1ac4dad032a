//! The RPCs of engagements of the National Cyber Security Centre.

use super::{
    content::Content,
    fold::Exchange,
    may::Deed,
    ncsc_asks::{self as asks, Ending},
    service::ExchangeHandlers,
    store, terms_of_talk,
};
use chassis::{Answer, Error, Violation, exchange::Readers};
use contracts::{
    access::Party,
    breaches::{self as pb, ExchangeActKind as Kind, ExchangeKind, ncsc_service_server::NcscService},
};
use tonic::Request;

#[tonic::async_trait]
impl NcscService for ExchangeHandlers {
    async fn open_engagement(
        &self,
        request: Request<pb::OpenEngagementRequest>,
    ) -> Answer<pb::OpenEngagementResponse> {
        let directory = &self.parts.directory;
        let done = self.parts.db.act(request, store::see, async |tx, ask: asks::OpenEngagement| {
            tx.caller().in_person("a person acts between parties")?;
            if directory.get(&ask.department).map(|found| found.party) != Some(Party::Department) {
                let must = Violation::new("department", "must be a department of the directory");
                return Err(Error::Invalid(vec![must]));
            }
            let own = tx.caller().organisation.clone();
            let mut exchange =
                Exchange::begin(tx.new_crossing_id(), ExchangeKind::NcscEngagement, own, ask.department);
            exchange.add(tx, Kind::DutyReminder, Content::from(ask.reminder).seal()?)?;
            let readers = Readers::Both(terms_of_talk());
            store::append(tx, &exchange, readers, directory).await?;
            let response = exchange.shown(tx.caller(), tx.now())?.into();
            Ok((self.record(&exchange, tx.caller(), "engagement.opened", readers)?, response))
        });
        done.await
    }

    async fn remind_of_duty(
        &self,
        request: Request<pb::RemindOfDutyRequest>,
    ) -> Answer<pb::RemindOfDutyResponse> {
        let (deed, kind) = (Deed::RemindOfDuty, Kind::DutyReminder);
        self.say::<pb::DutyReminderContent>(request, deed, kind, "engagement.reminded").await
    }

    async fn record_engagement(
        &self,
        request: Request<pb::RecordEngagementRequest>,
    ) -> Answer<pb::RecordEngagementResponse> {
        let (deed, kind) = (Deed::RecordEngagement, Kind::Engagement);
        self.say::<pb::NcscEngagementContent>(request, deed, kind, "engagement.recorded").await
    }

    async fn assign_category(
        &self,
        request: Request<pb::AssignCategoryRequest>,
    ) -> Answer<pb::AssignCategoryResponse> {
        let (deed, kind) = (Deed::AssignCategory, Kind::Category);
        self.say::<pb::NcscCategoryContent>(request, deed, kind, "engagement.category_assigned").await
    }

    async fn request_consent(
        &self,
        request: Request<pb::RequestConsentRequest>,
    ) -> Answer<pb::RequestConsentResponse> {
        let (deed, kind) = (Deed::RequestConsent, Kind::ConsentRequest);
        self.say::<pb::ConsentRequestContent>(request, deed, kind, "consent.requested").await
    }

    async fn grant_consent(
        &self,
        request: Request<pb::GrantConsentRequest>,
    ) -> Answer<pb::GrantConsentResponse> {
        let (deed, kind) = (Deed::GrantConsent, Kind::ConsentGrant);
        self.say::<pb::ConsentGrantContent>(request, deed, kind, "consent.granted").await
    }

    async fn refuse_consent(
        &self,
        request: Request<pb::RefuseConsentRequest>,
    ) -> Answer<pb::RefuseConsentResponse> {
        let (deed, kind) = (Deed::RefuseConsent, Kind::ConsentRefusal);
        self.say::<pb::ConsentRefusalContent>(request, deed, kind, "consent.refused").await
    }

    async fn withdraw_consent(
        &self,
        request: Request<pb::WithdrawConsentRequest>,
    ) -> Answer<pb::WithdrawConsentResponse> {
        let (deed, kind) = (Deed::WithdrawConsent, Kind::ConsentWithdrawal);
        self.say::<pb::ConsentWithdrawalContent>(request, deed, kind, "consent.withdrawn").await
    }

    async fn end_engagement(
        &self,
        request: Request<pb::EndEngagementRequest>,
    ) -> Answer<pb::EndEngagementResponse> {
        let (deed, kind) = (Deed::EndEngagement, Kind::StandDown);
        self.say::<Ending>(request, deed, kind, "engagement.ended").await
    }
}
