//! Registers of disclosures say the same, whichever service keeps them: one type stands for both messages.

use prost_reflect::{DescriptorPool, FieldDescriptor};

#[test]
fn an_entry_in_either_register_is_the_same_on_the_wire_and_in_json() {
    let pool = DescriptorPool::decode(contracts::DESCRIPTORS).unwrap();
    let fields = |name: &str| -> Vec<_> {
        let said = |field: FieldDescriptor| {
            let (kind, cardinality) = (format!("{:?}", field.kind()), format!("{:?}", field.cardinality()));
            (field.number(), field.name().to_owned(), field.json_name().to_owned(), kind, cardinality)
        };
        pool.get_message_by_name(name).unwrap().fields().map(said).collect()
    };
    let landed_first = fields("concordat.breaches.v1.Disclosure");
    assert_eq!(landed_first.len(), 13);
    assert_eq!(landed_first, fields("concordat.exchange.v1.Disclosure"));
}
