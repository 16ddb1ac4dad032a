//! What actors do in one call about what becomes of a breach besides telling the regulator.

use crate::{Actor, Answer, requests};
use contracts::breaches::{Breach, BreachEvent};

impl Actor {
    /// Finds that a logged event was a near miss.
    pub async fn classifies_near_miss(&self, breach: &Breach) -> Answer<Breach> {
        Ok(self.wire.calls(requests::classify(breach)).await?.breach.unwrap())
    }

    /// Writes down what was learnt from a near miss.
    pub async fn reviews_near_miss(&self, breach: &Breach) -> Answer<Breach> {
        Ok(self.wire.calls(requests::review(breach)).await?.breach.unwrap())
    }

    /// Ends a near miss that was reviewed.
    pub async fn finishes_near_miss(&self, breach: &Breach) -> Answer<Breach> {
        Ok(self.wire.calls(requests::finish(breach)).await?.breach.unwrap())
    }

    /// Confirms that a near miss was a breach after all.
    pub async fn upgrades_near_miss(&self, breach: &Breach) -> Answer<Breach> {
        Ok(self.wire.calls(requests::upgrade(breach)).await?.breach.unwrap())
    }

    /// Proposes that it is no breach.
    pub async fn proposes_dismissal(&self, breach: &Breach) -> Answer<Breach> {
        Ok(self.wire.calls(requests::propose_dismissal(breach)).await?.breach.unwrap())
    }

    /// Confirms that it is no breach.
    pub async fn confirms_dismissal(&self, breach: &Breach) -> Answer<Breach> {
        Ok(self.wire.calls(requests::confirm_dismissal(breach)).await?.breach.unwrap())
    }

    /// Withdraws a confirmation.
    pub async fn withdraws_confirmation(&self, breach: &Breach) -> Answer<Breach> {
        Ok(self.wire.calls(requests::withdraw(breach)).await?.breach.unwrap())
    }

    /// Voids a record.
    pub async fn voids(&self, breach: &Breach) -> Answer<Breach> {
        Ok(self.wire.calls(requests::void(breach)).await?.breach.unwrap())
    }

    /// Decides that the regulator need not be told.
    pub async fn leaves_unnotified(&self, breach: &Breach) -> Answer<Breach> {
        Ok(self.wire.calls(requests::leave(breach)).await?.breach.unwrap())
    }

    /// Puts a breach up for another assessment.
    pub async fn reassesses(&self, breach: &Breach) -> Answer<Breach> {
        Ok(self.wire.calls(requests::reassess(breach)).await?.breach.unwrap())
    }

    /// Records that a breach is contained.
    pub async fn contains(&self, breach: &Breach) -> Answer<Breach> {
        Ok(self.wire.calls(requests::contain(breach)).await?.breach.unwrap())
    }

    /// Claims that the people affected need not be told.
    pub async fn claims_exemption(&self, breach: &Breach) -> Answer<Breach> {
        Ok(self.wire.calls(requests::exempt(breach)).await?.breach.unwrap())
    }

    /// Records that the people affected were told.
    pub async fn tells_people(&self, breach: &Breach) -> Answer<Breach> {
        Ok(self.wire.calls(requests::communicate(breach)).await?.breach.unwrap())
    }

    /// Records that there are lines for the media in draft.
    pub async fn drafts_media_lines(&self, breach: &Breach) -> Answer<Breach> {
        Ok(self.wire.calls(requests::media_lines(breach)).await?.breach.unwrap())
    }

    /// Begins remediation.
    pub async fn begins_remediation(&self, breach: &Breach) -> Answer<Breach> {
        Ok(self.wire.calls(requests::remedy(breach)).await?.breach.unwrap())
    }

    /// Says that every action was done.
    pub async fn begins_learning(&self, breach: &Breach) -> Answer<Breach> {
        Ok(self.wire.calls(requests::learn(breach)).await?.breach.unwrap())
    }

    /// Closes a breach.
    pub async fn closes_breach(&self, breach: &Breach) -> Answer<Breach> {
        Ok(self.wire.calls(requests::close_breach(breach)).await?.breach.unwrap())
    }

    /// Opens a closed breach again.
    pub async fn reopens(&self, breach: &Breach) -> Answer<Breach> {
        Ok(self.wire.calls(requests::reopen(breach)).await?.breach.unwrap())
    }

    /// Reads what happened to a breach, oldest first.
    pub async fn recalls(&self, breach: &Breach) -> Answer<Vec<BreachEvent>> {
        Ok(self.wire.calls(requests::list_events(&breach.name)).await?.events)
    }
}
