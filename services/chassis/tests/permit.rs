//! A permit serves its own caller, service, permission, party, organisation and time, and nothing else.

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use chassis::{
    Clock, Directory, Error,
    permit::{METADATA, Mint, PermitKey, Verifier, redeem},
};
use contracts::{
    Action, Authorised,
    access::{Caller, Party, PrincipalKind},
    action::breaches::GetBreach,
    breaches::{GetBreachRequest, ListBreachesRequest},
};
use jiff::{SignedDuration, Timestamp};
use std::sync::{Arc, Mutex};
use tonic::{Code, Request, metadata::BinaryMetadataValue, service::Interceptor as _};

const DIRECTORY: &str = include_str!("../../../deploy/reference/directory.toml");

fn now() -> Timestamp {
    "2026-05-03T09:00:00Z".parse().expect("a time")
}

fn key(seed: u8) -> Ed25519KeyPair {
    Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).expect("a seed is a key")
}

fn caller(party: Party, organisation: &str) -> Caller {
    Caller {
        subject: "ada".to_owned(),
        kind: PrincipalKind::Person.into(),
        party: party.into(),
        organisation: organisation.to_owned(),
        acting_role: "dept.dpo".to_owned(),
        needs: vec!["handlers".to_owned()],
    }
}

/// A permit for `GetBreach` of a service, signed with the key of a seed under the name `key_id`.
fn mint(key_id: &str, seed: u8, caller: Caller, service: &str) -> BinaryMetadataValue {
    let until = now() + SignedDuration::from_mins(15);
    let permit =
        Mint::new(key_id, key(seed)).permit(caller, service, GetBreach::PERMISSION, "policy-1", now(), until);
    BinaryMetadataValue::from_bytes(&permit)
}

/// A service that knows the keys of HMG (seed 1), of the regulator (seed 2) and of the public (seed 3).
fn verifier(at: impl Clock) -> Verifier {
    let keys = [
        ("hmg", 1, vec![Party::Department, Party::Gcdo]),
        ("ico", 2, vec![Party::Ico]),
        ("all", 3, vec![Party::Public]),
    ];
    let keys = keys.map(|(id, seed, parties)| PermitKey {
        id: id.to_owned(),
        public: key(seed).public_key().as_ref().to_vec(),
        parties,
    });
    let directory = Directory::parse(DIRECTORY).expect("the shipped directory loads");
    Verifier::new(keys, Arc::new(directory), Arc::new(at))
}

/// Presents permits, for `R`.
fn present<R: Authorised + Default>(
    verifier: &mut Verifier,
    permits: &[&BinaryMetadataValue],
) -> Result<String, Error> {
    let mut request = Request::new(());
    for permit in permits {
        request.metadata_mut().append_bin(METADATA, BinaryMetadataValue::clone(permit));
    }
    let verified = verifier.call(request).map_err(|status| {
        assert_eq!(status.code(), Code::Unavailable);
        Error::PermitRejected("by the verifier")
    })?;
    let mut call = Request::new(R::default());
    *call.extensions_mut() = verified.extensions().clone();
    Ok(redeem(call)?.0.caller().subject.clone())
}

#[test]
fn a_permit_serves_what_it_was_minted_for_and_nothing_else() {
    type Get = GetBreachRequest;
    let (service, dept, ico) = (GetBreach::SERVICE, Party::Department, Party::Ico);
    let good = mint("hmg", 1, caller(dept, "hmrc"), service);
    let now = &mut verifier(now());
    assert_eq!(present::<Get>(now, &[&good]).unwrap(), "ada");
    assert_eq!(present::<Get>(now, &[&good]).unwrap(), "ada", "from memory");
    assert_eq!(present::<Get>(now, &[&mint("ico", 2, caller(ico, "ico"), service)]).unwrap(), "ada");

    let mut bytes = good.to_bytes().unwrap().to_vec();
    let ada = bytes.windows(3).position(|window| window == b"ada").unwrap();
    bytes[ada] = b'i';
    let altered = BinaryMetadataValue::from_bytes(&bytes);
    let long = BinaryMetadataValue::from_bytes(&[0; 5_000]);
    let nobody = Caller { subject: String::new(), ..caller(dept, "hmrc") };
    let kindless = Caller { kind: 0, ..caller(dept, "hmrc") };
    for (why, refused) in [
        ("absent", present::<Get>(now, &[])),
        ("two", present::<Get>(now, &[&good, &good])),
        ("altered", present::<Get>(now, &[&altered])),
        ("too long", present::<Get>(now, &[&long])),
        ("another permission", present::<ListBreachesRequest>(now, &[&good])),
        ("another service", present::<Get>(now, &[&mint("hmg", 1, caller(dept, "hmrc"), "x.Y")])),
        ("an unknown key", present::<Get>(now, &[&mint("moj", 1, caller(dept, "hmrc"), service)])),
        ("another's key", present::<Get>(now, &[&mint("ico", 1, caller(ico, "ico"), service)])),
        ("another party", present::<Get>(now, &[&mint("hmg", 1, caller(ico, "ico"), service)])),
        (
            "another party's organisation",
            present::<Get>(now, &[&mint("hmg", 1, caller(dept, "ico"), service)]),
        ),
        ("no organisation", present::<Get>(now, &[&mint("hmg", 1, caller(dept, "nowhere"), service)])),
        ("not a label", present::<Get>(now, &[&mint("hmg", 1, caller(dept, "a\"b"), service)])),
        ("nobody", present::<Get>(now, &[&mint("hmg", 1, nobody, service)])),
        ("of no kind", present::<Get>(now, &[&mint("hmg", 1, kindless, service)])),
    ] {
        assert!(matches!(refused, Err(Error::PermitRejected(_))), "{why}: {refused:?}");
    }
}

#[test]
fn a_permit_of_the_publics_is_signed_with_its_key_and_in_nobody_elses_name() {
    let (service, public, dept) = (GetBreach::SERVICE, Party::Public, Party::Department);
    let now = &mut verifier(now());
    let mut presents = |key_id: &str, seed, party, organisation: &str| {
        let permit = mint(key_id, seed, caller(party, organisation), service);
        present::<GetBreachRequest>(now, &[&permit]).is_ok()
    };
    assert!(presents("all", 3, public, Directory::PUBLIC));
    for (why, key_id, seed, party, organisation) in [
        ("a department's key in the name of the public", "hmg", 1, public, Directory::PUBLIC),
        ("a department in the name of the public", "hmg", 1, dept, Directory::PUBLIC),
        ("the public in the name of a department", "all", 3, public, "hmrc"),
        ("the public's key in the name of a department", "all", 3, dept, "hmrc"),
        ("the public's key, a department in the name of the public", "all", 3, dept, Directory::PUBLIC),
        ("the public in the name of nobody known", "all", 3, public, "nowhere"),
    ] {
        assert!(!presents(key_id, seed, party, organisation), "{why}");
    }
}

/// A clock that a test moves.
struct Moves(Arc<Mutex<Timestamp>>);

impl Clock for Moves {
    fn now(&self) -> Timestamp {
        *self.0.lock().expect("nobody panics with it")
    }
}

#[test]
fn a_permit_serves_for_thirty_seconds_also_from_memory() {
    let good = mint("hmg", 1, caller(Party::Department, "hmrc"), GetBreach::SERVICE);
    let seconds = |seconds| now() + SignedDuration::from_secs(seconds);
    assert!(present::<GetBreachRequest>(&mut verifier(seconds(29)), &[&good]).is_ok());
    assert!(present::<GetBreachRequest>(&mut verifier(seconds(30)), &[&good]).is_err());
    assert!(
        present::<GetBreachRequest>(&mut verifier(seconds(-5)), &[&good]).is_ok(),
        "clocks differ a little"
    );
    assert!(
        present::<GetBreachRequest>(&mut verifier(seconds(-6)), &[&good]).is_err(),
        "no permit lives longer"
    );

    let clock = Arc::new(Mutex::new(now()));
    let mut verifier = verifier(Moves(clock.clone()));
    assert!(present::<GetBreachRequest>(&mut verifier, &[&good]).is_ok());
    *clock.lock().unwrap() = seconds(30);
    assert!(present::<GetBreachRequest>(&mut verifier, &[&good]).is_err());
}
