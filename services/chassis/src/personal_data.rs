//! Looks for personal data in free text, before it is kept. It warns: a pattern cannot know, so a person answers.

use crate::{Error, Violation, message::Text};
use contracts::Mutation;
use regex::Regex;
use std::sync::LazyLock;

/// What is looked for: what it is called, how it is written, and what else must hold.
type Pattern = (&'static str, Regex, fn(&str) -> bool);

static PATTERNS: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
    let pattern = |text| Regex::new(text).expect("a pattern that a test compiles");
    vec![
        (
            "a National Insurance number",
            pattern(r"(?i)\b[ABCEGHJ-PRSTW-Z][ABCEGHJ-NPRSTW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b"),
            is_national_insurance_number,
        ),
        ("an NHS number", pattern(r"\b\d{3}[ -]?\d{3}[ -]?\d{4}\b"), is_nhs_number),
        ("a payment card number", pattern(r"\b(?:\d[ -]?){12,18}\d\b"), is_card_number),
        (
            "an email address",
            pattern(r"(?i)\b[a-z0-9._%+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}\b"),
            |_| true,
        ),
        ("a telephone number", pattern(r"(?:\+44 ?(?:\(0\) ?)?|\b0)(?:\d[ -]?){9,10}\b"), |text| {
            (10..=13).contains(&digits(text).count())
        }),
    ]
});

/// Looks for personal data in the free texts of a request, which has these `texts`.
///
/// # Errors
/// [`Error::PersonalData`] names each field with what it looks like, unless the caller has said to have looked into it.
/// The text itself is in no error.
pub fn check<R: Mutation>(request: &R, texts: &[Text]) -> Result<(), Error> {
    let mut warnings = Vec::new();
    for free in texts.iter().filter(|text| text.free) {
        if request.personal_data_checked().contains(&free.path) {
            continue;
        }
        for what in suspected(&free.text) {
            warnings.push(Violation::new(free.path.clone(), format!("looks as if it held {what}")));
        }
    }
    if warnings.is_empty() { Ok(()) } else { Err(Error::PersonalData(warnings)) }
}

fn suspected(text: &str) -> impl Iterator<Item = &'static str> {
    let found = PATTERNS
        .iter()
        .filter(|(_, pattern, holds)| pattern.find_iter(text).any(|found| holds(found.as_str())));
    found.map(|(what, ..)| *what)
}

fn digits(text: &str) -> impl DoubleEndedIterator<Item = u32> {
    text.chars().filter_map(|character| character.to_digit(10))
}

/// The prefixes that HMRC does not issue are not numbers.
fn is_national_insurance_number(text: &str) -> bool {
    let prefix = text.get(..2).unwrap_or_default().to_uppercase();
    !["BG", "GB", "KN", "NK", "NT", "TN", "ZZ"].contains(&prefix.as_str())
}

/// The last digit checks the nine before it, modulo 11.
fn is_nhs_number(text: &str) -> bool {
    let digits: Vec<u32> = digits(text).collect();
    let sum: u32 = digits.iter().zip((2..=10).rev()).map(|(digit, weight)| digit * weight).sum();
    let check = (11 - sum % 11) % 11;
    digits.get(9) == Some(&check)
}

/// The digits check themselves, by Luhn's rule.
fn is_card_number(text: &str) -> bool {
    let sum: u32 = digits(text)
        .rev()
        .enumerate()
        .map(|(place, digit)| match (place % 2, digit * 2) {
            (0, _) => digit,
            (_, twice) if twice > 9 => twice - 9,
            (_, twice) => twice,
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::{check, suspected};
    use crate::{Error, message::texts};
    use contracts::breaches::{Breach, CreateBreachRequest};

    #[test]
    fn what_looks_like_personal_data_is_named_for_what_it_is() {
        for (text, what) in [
            ("her number is AB123456C.", "a National Insurance number"),
            ("ab 12 34 56 c", "a National Insurance number"),
            ("NHS 943 476 5919", "an NHS number"),
            ("9434765919", "an NHS number"),
            ("paid with 4111 1111 1111 1111", "a payment card number"),
            ("write to ann.other@example.org", "an email address"),
            ("ring 020 7946 0958", "a telephone number"),
            ("ring +44 7700 900123 at once", "a telephone number"),
            ("07700900123", "a telephone number"),
        ] {
            assert_eq!(suspected(text).collect::<Vec<_>>(), [what], "{text}");
        }
        for text in [
            "About 2,100,000 records in 325 schemes",
            "ref 2026-05-03/000123",
            "943 476 5918 is no NHS number",
            "4111 1111 1111 1112 is no card",
            "BG123456C was never issued",
            "ZZ 12 34 56 A",
            "at 9:14am on 3 May 2026, user@localhost",
        ] {
            assert_eq!(suspected(text).next(), None, "{text}");
        }
    }

    #[test]
    fn a_warning_names_the_field_and_not_the_text_and_is_answered_by_naming_it() {
        let request = |title: &str, checked: &[&str]| CreateBreachRequest {
            breach: Some(Breach { title: title.to_owned(), ..Breach::default() }),
            personal_data_checked: checked.iter().map(|path| (*path).to_owned()).collect(),
            ..CreateBreachRequest::default()
        };
        let title = "Sent to ann@example.org and AB123456C";
        let check = |request: &CreateBreachRequest| check(request, &texts(request).unwrap());
        let Err(Error::PersonalData(warnings)) = check(&request(title, &["breach"])) else {
            panic!("no warning")
        };
        assert_eq!(warnings.len(), 2);
        for warning in warnings {
            assert_eq!(warning.field, "breach.title");
            assert!(!warning.must.contains("ann") && !warning.must.contains("AB"));
        }
        check(&request(title, &["breach.title"])).unwrap();
        check(&request("Sent to the wrong person", &[])).unwrap();
    }
}
