//! What a pack copies of evidence.

use crate::{between::Fold as _, evidence::Evidence};
use chassis::{Error, WriteTx, message};
use contracts::{
    action::commitments::PackWrite,
    commitments::{self as pb, EvidenceFacts},
};
use std::collections::BTreeMap;

/// The most pieces of evidence that a pack shows of a period.
const MOST_EVIDENCE: i64 = 20;

/// Reads what was accepted last of a party's own evidence, each by its name; by period.
pub(super) async fn accepted(
    tx: &mut WriteTx<impl PackWrite>,
    periods: &[String],
) -> Result<BTreeMap<String, Vec<(String, EvidenceFacts)>>, Error> {
    let own = tx.caller().organisation.clone();
    let rows =
        sqlx::query_file!("queries/accepted.sql", periods, Evidence::KIND, own.as_str(), MOST_EVIDENCE);
    let mut found = BTreeMap::<String, Vec<_>>::new();
    for row in rows.fetch_all(tx.connection()).await? {
        let evidence: pb::Evidence = message::from_json(&row.summary)?;
        let name = format!("organisations/{own}/{}/{}", Evidence::COLLECTION, row.exchange_id);
        found.entry(row.subject).or_default().push((name, evidence.facts.unwrap_or_default()));
    }
    Ok(found)
}
