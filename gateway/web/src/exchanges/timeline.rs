//! What happened in an exchange, act by act, in words, with the very bytes that were sealed.

use super::{Reader, act_id, content, term};
use crate::{
    cases::{Fixed, hex, size},
    frame,
    govuk::{Markup, SummaryList, SummaryListRow},
    when::{from_now, read, stamp},
};
use contracts::breaches::{Exchange, ExchangeAct};

/// What one party did.
pub(super) struct Entry {
    /// What identifies the act within the exchange.
    pub(super) id: String,
    pub(super) title: String,
    /// Who did it, and in which role.
    pub(super) by: String,
    /// When, as from now and by the clock.
    pub(super) when: String,
    pub(super) at: String,
    /// What was said, where that is little.
    pub(super) said: SummaryList,
    /// A copy that was disclosed, where it is not the last, which the page shows whole.
    pub(super) copy: Vec<SummaryList>,
    pub(super) seal: SummaryList,
    /// Where the sealed bytes are, and what the link says.
    pub(super) sealed: String,
    pub(super) download: String,
}

/// What happened, the latest first. `path` is that of the exchange's page.
pub(super) fn timeline(reader: &Reader<'_>, exchange: &Exchange, path: &str) -> Vec<Entry> {
    let latest = content::latest(exchange).map(|act| (act.number, act.draft));
    let acts = exchange.acts.iter().rev();
    acts.map(|act| Entry::of(reader, act, latest == Some((act.number, act.draft)), path)).collect()
}

impl Entry {
    fn of(reader: &Reader<'_>, act: &ExchangeAct, latest: bool, path: &str) -> Self {
        let words = reader.words();
        let at = read(act.at.as_ref()).unwrap_or(reader.now);
        let by = [
            ("organisation", words.organisation(&act.organisation).into()),
            ("role", frame::role(reader.language, &act.role).into()),
        ];
        let copy = content::discloses(act) && !latest;
        let seal = act.seal.clone().unwrap_or_default();
        let row = |id: &str, text: String| SummaryListRow::new(reader.say(id), Markup::of(&Fixed { text }));
        let list =
            |rows| SummaryList { rows, classes: "govuk-!-margin-bottom-2".into(), ..SummaryList::default() };
        Self {
            id: act_id(act.number, act.draft),
            title: term("ExchangeActKind", act.kind),
            by: reader.say_with("case-act-by", &by),
            when: from_now(reader.language, at, reader.now),
            at: stamp(act.at.as_ref()),
            said: list(content::rows(words, act)),
            copy: if copy { content::told(words, act) } else { Vec::new() },
            seal: list(vec![
                row("submitted-seal-type", seal.r#type),
                row("submitted-seal-hash", hex(&seal.hash)),
            ]),
            sealed: format!("{path}/acts/{}/sealed", act_id(act.number, act.draft)),
            download: reader
                .say_with("submitted-download", &[("size", size(reader.language, act.sealed.len()).into())]),
        }
    }
}
