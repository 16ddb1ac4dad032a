//! Pages of a list, walked by key with tokens that serve one caller and one question only.

use crate::Caller;
use aws_lc_rs::{
    digest::{SHA256, digest},
    hmac::{self, HMAC_SHA256},
};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use contracts::{Action, Paged};
use jiff::{Timestamp, civil::Date};
use std::mem;
use uuid::Uuid;

/// Makes and checks page tokens. All replicas of a service share its key.
#[derive(Clone, Debug)]
pub struct Pages(hmac::Key);

/// A place in a list.
pub trait Key: Sized {
    /// The place as bytes.
    fn bytes(&self) -> Vec<u8>;
    /// The place that bytes stand for, unless they stand for none.
    fn read(bytes: &[u8]) -> Option<Self>;
}

/// One page of a list that is walked by `K`.
#[derive(Debug)]
pub struct Page<K> {
    /// The place that it begins after; none on the first page.
    pub after: Option<K>,
    size: u16,
    key: hmac::Key,
    bound: Vec<u8>,
}

impl Pages {
    /// Makes pages whose tokens are authenticated with `key`.
    #[must_use]
    pub fn new(key: &[u8; 32]) -> Self {
        Self(hmac::Key::new(HMAC_SHA256, key))
    }

    /// Takes the page out of a request of `caller`, unless its token is not one for what is left: the arguments. A size
    /// of zero, or none, is `usual`; one above `most` is `most`.
    pub fn take<R: Paged, K: Key>(
        &self,
        caller: &Caller,
        request: &mut R,
        usual: u16,
        most: u16,
    ) -> Option<Page<K>> {
        let (size, token) = request.page();
        let (size, token) = (mem::take(size), mem::take(token));
        let size = if size > 0 { u16::try_from(size).unwrap_or(most).min(most) } else { usual };
        let arguments = digest(&SHA256, &request.encode_to_vec());
        let (service, rpc) = (<R::Action as Action>::SERVICE, <R::Action as Action>::RPC);
        let question = format!("{service}/{rpc}\n{}\n", caller.organisation);
        let bound = [question.as_bytes(), arguments.as_ref(), caller.subject.as_bytes()].concat();
        let page = Page { after: None, size, key: self.0.clone(), bound };
        if token.is_empty() { Some(page) } else { page.open(&token) }
    }
}

impl<K: Key> Page<K> {
    /// Says how many items to read: one more than the page holds, to know whether another follows.
    #[must_use]
    pub fn limit(&self) -> i64 {
        i64::from(self.size) + 1
    }

    /// Cuts what was read down to the page, and makes the token of the next one if there is one.
    pub fn cut<T>(&self, items: &mut Vec<T>, key: impl Fn(&T) -> K) -> String {
        let size = usize::from(self.size);
        let more = items.len() > size;
        items.truncate(size);
        items.last().filter(|_| more).map(|last| self.seal(&key(last))).unwrap_or_default()
    }

    fn seal(&self, after: &K) -> String {
        let after = after.bytes();
        let tag = hmac::sign(&self.key, &self.authenticated(&after));
        BASE64.encode([tag.as_ref(), after.as_slice()].concat())
    }

    fn open(self, token: &str) -> Option<Self> {
        let token = BASE64.decode(token).ok()?;
        let (tag, after) = token.split_at_checked(32)?;
        hmac::verify(&self.key, &self.authenticated(after), tag).ok()?;
        Some(Self { after: Some(K::read(after)?), ..self })
    }

    fn authenticated(&self, after: &[u8]) -> Vec<u8> {
        [self.bound.as_slice(), after].concat()
    }
}

impl Key for Uuid {
    fn bytes(&self) -> Vec<u8> {
        self.as_bytes().to_vec()
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        Self::from_slice(bytes).ok()
    }
}

/// A time, then an id: for lists in the order of a time that several items may share.
impl Key for (Timestamp, Uuid) {
    fn bytes(&self) -> Vec<u8> {
        let micros = self.0.as_microsecond().to_be_bytes();
        [micros.as_slice(), self.1.as_bytes()].concat()
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let (micros, id) = bytes.split_first_chunk()?;
        Some((Timestamp::from_microsecond(i64::from_be_bytes(*micros)).ok()?, Uuid::from_slice(id).ok()?))
    }
}

/// A day, then an id: for lists in the order of a day that several items may share.
impl Key for (Date, Uuid) {
    fn bytes(&self) -> Vec<u8> {
        [self.0.to_string().as_bytes(), b" ", self.1.as_bytes()].concat()
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let (day, id) = bytes.split_at_checked(bytes.len().checked_sub(16)?)?;
        let day = std::str::from_utf8(day).ok()?.strip_suffix(' ')?.parse().ok()?;
        Some((day, Uuid::from_slice(id).ok()?))
    }
}

/// A number, then an id: for lists in the order of a place that several items may share.
impl Key for (i64, Uuid) {
    fn bytes(&self) -> Vec<u8> {
        [self.0.to_be_bytes().as_slice(), self.1.as_bytes()].concat()
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let (number, id) = bytes.split_first_chunk()?;
        Some((i64::from_be_bytes(*number), Uuid::from_slice(id).ok()?))
    }
}

/// A number, for lists in the order in which things were counted.
impl Key for i64 {
    fn bytes(&self) -> Vec<u8> {
        self.to_be_bytes().to_vec()
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        Some(Self::from_be_bytes(bytes.try_into().ok()?))
    }
}

/// A text, for lists in the order of a code.
impl Key for String {
    fn bytes(&self) -> Vec<u8> {
        self.as_bytes().to_vec()
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        Self::from_utf8(bytes.to_vec()).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::{Page, Pages};
    use crate::{Caller, Label};
    use contracts::{
        Paged,
        access::{Party, PrincipalKind},
        breaches, commitments,
    };
    use uuid::Uuid;

    fn caller(subject: &str) -> Caller {
        let label = |text| Label::parse(text).unwrap();
        Caller {
            subject: subject.to_owned(),
            kind: PrincipalKind::Person,
            party: Party::Department,
            organisation: label("hmrc"),
            acting_role: label("dept.dpo"),
            needs: Vec::new(),
            policy_version: String::new(),
            author: label("by:x"),
        }
    }

    /// The page that a token begins, or the first one.
    fn page<R: Paged>(mut request: R, subject: &str, token: &str) -> Option<Page<Uuid>> {
        *request.page().1 = token.to_owned();
        Pages::new(&[7; 32]).take(&caller(subject), &mut request, 1, 1)
    }

    #[test]
    fn a_place_serves_whoever_was_shown_it_in_the_list_of_one_service_also_where_two_have_one_key() {
        let (theirs, own) =
            (breaches::ListDisclosuresRequest::default, commitments::ListDisclosuresRequest::default);
        let token = page(own(), "dee", "").unwrap().cut(&mut vec![(); 2], |()| Uuid::max());
        assert_eq!(page(own(), "dee", &token).unwrap().after, Some(Uuid::max()));
        assert!(page(theirs(), "dee", &token).is_none(), "of the same words and another service");
        assert!(page(own(), "sid", &token).is_none(), "another person's");
    }
}
