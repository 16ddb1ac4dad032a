//! A pack that was shared as a paper of a meeting: as a page, and as its bytes.

use super::{
    super::{
        at, list,
        pack::{Shown, marks},
        seal, sealed_file, term,
    },
    paper_rows, rows,
};
use crate::{
    acts::{Place, Subject as _},
    caller::Caller,
    cases::number,
    failure::Failure,
    form::Words,
    frame::{self, Frame, role},
    govuk::SummaryList,
    language::{Language, filters},
    when::{day, stamp},
};
use askama::Template;
use axum::{extract::Path, http::StatusCode, response::Response};
use chassis::message;
use contracts::commitments::{Invitation, InvitationPaper, InvitationPaperContent, PackContent};
use prost::Name as _;

#[derive(Template)]
#[template(path = "meetings/paper.html")]
struct Page {
    frame: Frame,
    /// Where the invitation is.
    back: String,
    summary: SummaryList,
    about: SummaryList,
    /// What the pack says; nothing of one that is sealed under a type that this page does not know.
    shown: Option<Shown>,
    seal: SummaryList,
    sealed: String,
}

/// Shows it.
pub(super) async fn page(caller: Caller, Path(place): Path<Place>) -> Result<Response, Failure> {
    let (paper, content) = load(&caller, &place).await?;
    let (words, back) = (Words::from(&caller), Invitation::page(&place));
    let shared = [("invitation-paper-shared", stamp(paper.share_time.as_ref()).into())];
    let mut summary = paper_rows(words, content.item, content.handling.as_ref(), None);
    summary.extend(rows(words.language, shared));
    let pack = opened(&content);
    let page = Page {
        frame: Frame::of(&caller, content.title.clone()),
        summary: SummaryList { rows: summary, ..SummaryList::default() },
        about: pack.as_ref().map(|pack| about(words, pack)).unwrap_or_default(),
        shown: pack.map(|pack| Shown::of(words.language, &pack)),
        seal: seal(words.language, paper.seal.as_ref()),
        sealed: format!("{back}/papers/{}/sealed", paper.number),
        back,
    };
    Ok(frame::show(StatusCode::OK, words.language, &page))
}

/// Hands out the sealed bytes of the pack as they are, to be kept.
pub(super) async fn sealed(caller: Caller, Path(place): Path<Place>) -> Result<Response, Failure> {
    let (paper, content) = load(&caller, &place).await?;
    Ok(sealed_file(&format!("paper-{}-{}", paper.number, at(&place, "invitation")), content.pack))
}

/// The paper at a place, if it is a pack: any other is a document, of which only the hash is kept.
async fn load(caller: &Caller, place: &Place) -> Result<(InvitationPaper, InvitationPaperContent), Failure> {
    let papers = Invitation::load(caller, place).await?.papers;
    let wanted = number(at(place, "number")).ok_or(Failure::NotFound)?;
    let paper = papers.into_iter().find(|paper| u32::try_from(paper.number) == Ok(wanted));
    let paper = paper.ok_or(Failure::NotFound)?;
    let content = paper.content.clone().filter(|content| !content.pack.is_empty());
    Ok((paper, content.ok_or(Failure::NotFound)?))
}

/// What sealed bytes say, if they are those of a pack.
fn opened(content: &InvitationPaperContent) -> Option<PackContent> {
    let json = serde_json::from_slice(&content.pack).ok();
    json.filter(|_| content.pack_type == PackContent::full_name())
        .and_then(|json| message::from_json(&json).ok())
}

fn about(words: Words<'_>, pack: &PackContent) -> SummaryList {
    let language = words.language;
    let rows = [
        ("pack-title", pack.title.clone().into()),
        ("pack-body", term("PackBody", pack.body).into()),
        ("pack-owner", words.organisation(&pack.owner).into()),
        ("pack-as-of", day(&pack.as_of).into()),
        ("pack-handling", marks(&pack.handling.clone().unwrap_or_default()).into()),
        ("pack-prepared", prepared(language, pack).into()),
    ];
    list(language, rows)
}

fn prepared(language: Language, pack: &PackContent) -> String {
    let by = [("role", role(language, &pack.prepared_by).into()), ("at", day(&pack.prepared_on).into())];
    language.say_with("pack-by", &by)
}
