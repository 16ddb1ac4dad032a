//! What of commitments a call is about, in each relation to its caller.

use super::{
    RELATIONS,
    Relation::{self, Anothers, Disclosed, Own, OwnWork, System, Undisclosed},
    Scene, Thing, asks, line, question, word,
};
use crate::rows::About;
use e2e::{
    Actor, Rpc, Side, World,
    deeds::{EvidenceStage, Kept, PackStage, shows_more},
    requests::AsRead,
};

/// Who has something of a kind.
pub(crate) fn somebody(world: &World, kept: Kept) -> Side<'_> {
    if kept == Kept::Amendment { world.gcdo() } else { world.hmrc() }
}

/// Who else has something of a kind that is not the caller's.
fn another<'w>(world: &'w World, kept: Kept, own: Option<Side<'_>>) -> Side<'w> {
    let is_centre = own.is_some_and(|own| own.organisation == world.gcdo().organisation);
    match kept {
        // Of the invitations that it sends it knows.
        Kept::Amendment | Kept::Invitation(_) if is_centre => world.ncsc(),
        Kept::Received if is_centre => world.hmrc(),
        Kept::Amendment | Kept::Received => world.gcdo(),
        _ => world.moj(),
    }
}

impl Scene<'_> {
    /// Whether there is something of a kind in a relation to somebody in a role.
    pub(super) fn is_kept(&self, side: Side<'_>, code: &str, kept: Kept, relation: Relation) -> bool {
        let writes = |permission| relation != OwnWork || self.holds(code, permission);
        if !kept.is_of(side.organisation) && matches!(relation, OwnWork | Own | System) {
            return false;
        }
        match kept {
            Kept::Amendment => writes("amendments.propose"),
            Kept::Evidence(_) => {
                let is_centre = side.organisation == self.world.gcdo().organisation;
                (relation != Disclosed || is_centre)
                    && (writes("evidence.create") || writes("evidence.enter"))
            }
            Kept::View | Kept::IssuedView => {
                relation != Disclosed && (writes("assessments.create") || writes("assessments.enter"))
            }
            Kept::Plan => relation != Disclosed && writes("plans.create"),
            Kept::Pack(_) | Kept::SentPack(_) => {
                let is_centre = side.organisation == self.world.gcdo().organisation;
                (relation != Disclosed || is_centre) && writes("packs.prepare")
            }
            Kept::Meeting(_) | Kept::SentInvitation(_) => relation != Disclosed && writes("meetings.create"),
            Kept::Received | Kept::Invitation(_) => !matches!(relation, OwnWork | Own),
            Kept::Due => matches!(relation, Own | System | Anothers),
            Kept::Completion => relation != Disclosed && writes("calendar.record"),
            // The centre knows of all that departments have.
            Kept::Appointment if side.organisation == self.world.gcdo().organisation => {
                relation != Undisclosed && writes("appointments.record")
            }
            Kept::Appointment => relation != Disclosed && writes("appointments.record"),
            Kept::Feed => relation != Disclosed,
            Kept::Secret => false,
        }
    }

    /// Brings something of a kind that is in a relation to somebody in a role.
    pub(super) async fn bring_kept_for(
        &mut self,
        side: Side<'_>,
        (code, who): (&str, &Actor),
        kept: Kept,
        relation: Relation,
    ) -> (String, Thing) {
        let world = self.world;
        match relation {
            OwnWork => self.bring_kept(side, kept, Some((code, who))).await,
            Own | System => self.bring_kept(side, kept, None).await,
            Disclosed if kept == Kept::Amendment => self.bring_proposal(side).await,
            Disclosed => match kept {
                // Of a draft the centre knows nothing that it could ask about.
                Kept::Evidence(stage) => {
                    let submitted =
                        if stage == EvidenceStage::Draft { EvidenceStage::Submitted } else { stage };
                    self.bring_kept(world.moj(), Kept::Evidence(submitted), None).await
                }
                // Nor of a pack that was only prepared.
                Kept::Pack(stage) => {
                    let presented = if stage == PackStage::Prepared { PackStage::Presented } else { stage };
                    self.bring_kept(world.moj(), Kept::SentPack(presented), None).await
                }
                Kept::Appointment => self.bring_kept(world.moj(), kept, None).await,
                _ => self.bring_kept(side, kept, None).await,
            },
            // The centre knows of all else that departments have.
            Undisclosed if matches!(kept, Kept::Evidence(_)) => {
                self.bring_kept(world.moj(), Kept::Evidence(EvidenceStage::Draft), None).await
            }
            Anothers | Undisclosed => self.bring_kept(another(world, kept, Some(side)), kept, None).await,
        }
    }

    /// Brings something of a kind to a side, unless there is one that nobody has moved.
    pub(super) async fn bring_kept(
        &mut self,
        side: Side<'_>,
        kept: Kept,
        by: Option<(&str, &Actor)>,
    ) -> (String, Thing) {
        // There is one appointment without an end at a time, whoever recorded it.
        let by = by.filter(|_| kept != Kept::Appointment);
        let key = format!("{} {kept:?} {:?}", side.organisation, by.map(|(role, _)| role));
        let brought = async |world: &World| world.kept(side, kept, by.map(|(_, author)| author)).await;
        self.unless_unmoved(key, brought).await
    }

    /// Brings an amendment that the other party of a memorandum proposes to a side.
    async fn bring_proposal(&mut self, side: Side<'_>) -> (String, Thing) {
        let (ico, gcdo) = (self.world.ico(), self.world.gcdo());
        let (proposer, code) = match side.organisation {
            own if own == ico.organisation => (gcdo, "JNT-01"),
            own if own == gcdo.organisation => (ico, "JNT-01"),
            _ => (ico, "NCSC-01"),
        };
        let key = format!("{} proposal", side.organisation);
        let brought =
            async |_: &World| AsRead::from(&proposer.keeper().amends(code, shows_more).await.unwrap());
        self.unless_unmoved(key, brought).await
    }

    async fn unless_unmoved(
        &mut self,
        key: String,
        bring: impl AsyncFnOnce(&World) -> AsRead,
    ) -> (String, Thing) {
        match self.unmoved.remove(&key) {
            Some(thing) => (key, thing),
            None => (key, Thing::Kept(bring(self.world).await)),
        }
    }

    /// What comes of a call of anybody's, who brings no token: what is for everybody was disclosed to them.
    pub(super) async fn public_line(&mut self, rpc: &Rpc, about: &About) -> String {
        let mut cells = Vec::new();
        for (relation, _) in RELATIONS {
            cells.push(Box::pin(self.public_cell(rpc, about, relation)).await);
        }
        line("public", rpc, &cells)
    }

    async fn public_cell(&mut self, rpc: &Rpc, about: &About, relation: Relation) -> Option<&'static str> {
        let world = self.world;
        let (key, thing) = match (about, relation) {
            (About::Common(_), Disclosed) => (String::new(), Thing::Source(String::new())),
            (About::Kept(Kept::Received, _) | About::AllKept(Kept::Received, _), Disclosed) => {
                self.unless_unmoved("published".to_owned(), async |world: &World| world.published().await)
                    .await
            }
            (About::Kept(Kept::Received, _) | About::AllKept(Kept::Received, _), Anothers | Undisclosed) => {
                self.bring_kept(another(world, Kept::Received, None), Kept::Received, None).await
            }
            (About::Kept(Kept::Secret, _), Disclosed) => {
                self.bring_kept(world.hmrc(), Kept::Secret, None).await
            }
            (
                About::Common(_)
                | About::Kept(Kept::Received | Kept::Secret, _)
                | About::AllKept(Kept::Received, _),
                _,
            ) => return None,
            _ => panic!("say in tests/tests/it/matrix/commitments.rs what the public sees by {}", rpc.path),
        };
        let named_by = if relation == Anothers { "gcdo" } else { "public" };
        let (question, sought) = question(about, &thing, named_by);
        let answer = asks(&world.stranger(), &question, sought.is_some()).await;
        self.unmoved.insert(key, thing);
        Some(word(&rpc.path, &answer, sought.as_deref()))
    }
}
