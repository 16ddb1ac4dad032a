//! Sealed copies: bytes that were made once and are never made again, with a hash that everybody can check.

use crate::{Error, message};
use aws_lc_rs::digest::{Context, SHA256};
use prost::{Message, Name};

/// What one party sent to another: the UTF-8 proto-JSON of a frozen content message, verbatim, and its type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    content_type: String,
    bytes: Vec<u8>,
    hash: Vec<u8>,
}

/// Why bytes are not the sealed copy that they are said to be.
#[derive(Debug, thiserror::Error)]
#[error("a sealed copy does not hash to what was recorded of it")]
pub struct Broken;

impl Sealed {
    /// Seals a content message.
    ///
    /// # Errors
    /// [`Error::Internal`] if the message is not one of the contracts.
    pub fn seal<M: Message + Name>(content: &M) -> Result<Self, Error> {
        let bytes = serde_json::to_vec(&message::to_json(content)?).map_err(Error::internal)?;
        let content_type = M::full_name();
        let hash = hash(&content_type, &bytes);
        Ok(Self { content_type, bytes, hash })
    }

    /// Takes a sealed copy as it was kept.
    ///
    /// # Errors
    /// [`Broken`] if a byte, the type or the hash is not what it was.
    pub fn kept(content_type: String, bytes: Vec<u8>, recorded: &[u8]) -> Result<Self, Broken> {
        let hash = hash(&content_type, &bytes);
        if hash == recorded { Ok(Self { content_type, bytes, hash }) } else { Err(Broken) }
    }

    /// Reads what the copy says.
    ///
    /// # Errors
    /// [`Error::Internal`] if it is of another type.
    pub fn open<M: Message + Name + Default>(&self) -> Result<M, Error> {
        if self.content_type != M::full_name() {
            return Err(Error::internal("a sealed copy is of another type"));
        }
        message::from_json(&serde_json::from_slice(&self.bytes).map_err(Error::internal)?)
    }

    /// The full name of the content's message.
    #[must_use]
    pub fn content_type(&self) -> &str {
        &self.content_type
    }

    /// The sealed bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// SHA-256 over DSSE's pre-authentication encoding of type and bytes.
    #[must_use]
    pub fn hash(&self) -> &[u8] {
        &self.hash
    }
}

/// SHA-256 over `DSSEv1 <length of type> <type> <length of bytes> <bytes>`, as DSSE v1.0 encodes before it signs.
fn hash(content_type: &str, bytes: &[u8]) -> Vec<u8> {
    let mut context = Context::new(&SHA256);
    context.update(format!("DSSEv1 {} {content_type} {} ", content_type.len(), bytes.len()).as_bytes());
    context.update(bytes);
    context.finish().as_ref().to_vec()
}

/// A field that differs between two JSON values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its path, such as `facts.people.affectedApprox`; items of a list by their index.
    pub path: String,
    /// What it said, as JSON; nothing if it was not there.
    pub before: Option<serde_json::Value>,
    /// What it says, as JSON; nothing if it is not there.
    pub after: Option<serde_json::Value>,
}

/// What differs between two JSON values, field by field.
#[must_use]
pub fn changes(before: &serde_json::Value, after: &serde_json::Value) -> Vec<Change> {
    let mut found = Vec::new();
    compare("", Some(before), Some(after), &mut found);
    found
}

fn compare(
    path: &str,
    before: Option<&serde_json::Value>,
    after: Option<&serde_json::Value>,
    found: &mut Vec<Change>,
) {
    if before == after {
        return;
    }
    if let (Some(serde_json::Value::Object(old)), Some(serde_json::Value::Object(new))) = (before, after) {
        let added = new.keys().filter(|key| !old.contains_key(*key));
        for key in old.keys().chain(added) {
            let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
            compare(&path, old.get(key), new.get(key), found);
        }
        return;
    }
    found.push(Change { path: path.to_owned(), before: before.cloned(), after: after.cloned() });
}

#[cfg(test)]
mod tests {
    use super::{Change, Sealed, changes, hash};
    use contracts::breaches::{AnswerContent, ClosureContent};
    use proptest::prelude::*;
    use serde_json::{Value, json};

    #[test]
    fn the_hash_is_over_dsse_s_encoding() {
        use aws_lc_rs::digest::{SHA256, digest};
        let encoded = b"DSSEv1 29 http://example.com/HelloWorld 11 hello world";
        assert_eq!(hash("http://example.com/HelloWorld", b"hello world"), digest(&SHA256, encoded).as_ref());
    }

    #[test]
    fn a_sealed_copy_says_what_was_sealed_and_only_as_what_it_is() {
        let answer = AnswerContent { request: 3, answers: vec!["Yes — all of them.".to_owned()] };
        let sealed = Sealed::seal(&answer).unwrap();
        assert_eq!(sealed.content_type(), "concordat.breaches.v1.AnswerContent");
        assert_eq!(sealed.bytes(), r#"{"answers":["Yes — all of them."],"request":3}"#.as_bytes());
        assert_eq!(sealed.open::<AnswerContent>().unwrap(), answer);
        assert!(sealed.open::<ClosureContent>().is_err());
    }

    #[test]
    fn changes_name_each_field_that_differs() {
        let before = json!({ "a": 1, "b": { "c": "x", "d": [1, 2] }, "e": null });
        let after = json!({ "b": { "c": "y", "d": [1, 2] }, "e": null, "f": { "g": true } });
        let change = |path: &str, before, after| Change { path: path.to_owned(), before, after };
        assert_eq!(
            changes(&before, &after),
            [
                change("a", Some(json!(1)), None),
                change("b.c", Some(json!("x")), Some(json!("y"))),
                change("f", None, Some(json!({ "g": true }))),
            ]
        );
        assert_eq!(changes(&before, &before), []);
    }

    /// Puts changes into what was before.
    fn apply(before: &Value, changes: &[Change]) -> Value {
        let mut value = before.clone();
        for Change { path, after, .. } in changes {
            let (parents, last) = path.rsplit_once('.').unwrap_or(("", path));
            let mut place = &mut value;
            for parent in parents.split('.').filter(|part| !part.is_empty()) {
                place = &mut place[parent];
            }
            let fields = place.as_object_mut().unwrap();
            match after {
                Some(after) => drop(fields.insert(last.to_owned(), after.clone())),
                None => drop(fields.remove(last)),
            }
        }
        value
    }

    /// Messages as JSON: fields of messages, lists and values.
    fn message() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![any::<bool>().prop_map(Value::from), "[a-z]{0,3}".prop_map(Value::from)];
        let list = prop::collection::vec("[a-z]{0,2}", 0..3).prop_map(Value::from);
        prop_oneof![leaf, list].prop_recursive(3, 24, 4, |inner| {
            prop::collection::btree_map("[a-d]", inner, 0..4)
                .prop_map(|fields| Value::Object(fields.into_iter().collect()))
        })
    }

    fn fields() -> impl Strategy<Value = Value> {
        let fields = prop::collection::btree_map("[a-d]", message(), 0..4);
        fields.prop_map(|fields| Value::Object(fields.into_iter().collect()))
    }

    proptest! {
        #[test]
        fn changes_applied_to_one_version_give_the_next(before in fields(), after in fields()) {
            prop_assert_eq!(apply(&before, &changes(&before, &after)), after);
        }

        #[test]
        fn any_byte_that_changes_is_noticed(text in ".{1,80}", place in any::<prop::sample::Index>(), flip in 1_u8..) {
            let sealed = Sealed::seal(&ClosureContent { message: text }).unwrap();
            let (kind, hash) = (sealed.content_type().to_owned(), sealed.hash().to_vec());
            prop_assert!(Sealed::kept(kind.clone(), sealed.bytes().to_vec(), &hash).is_ok());
            let mut bytes = sealed.bytes().to_vec();
            let place_in_bytes = place.index(bytes.len());
            bytes[place_in_bytes] ^= flip;
            prop_assert!(Sealed::kept(kind.clone(), bytes, &hash).is_err());
            let mut other = hash.clone();
            let place_in_hash = place.index(other.len());
            other[place_in_hash] ^= flip;
            prop_assert!(Sealed::kept(kind.clone(), sealed.bytes().to_vec(), &other).is_err());
            prop_assert!(Sealed::kept(kind + "s", sealed.bytes().to_vec(), &hash).is_err());
        }
    }
}
