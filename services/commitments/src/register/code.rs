//! Codes of commitments, which are never used again for another.

use std::{
    cmp::Ordering,
    fmt::{self, Display, Formatter},
};

/// The prefixes, in the order in which the register lists them.
const PREFIXES: [&str; 5] = ["JNT", "HMG", "ICO", "NCSC", "CAB"];

/// A code, such as HMG-17.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Code {
    /// The place of its prefix.
    prefix: usize,
    number: u8,
}

impl Code {
    /// Reads a code, unless the text is none. One commitment has one code: another spelling is refused.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (prefix, number) = text.split_once('-')?;
        let prefix = PREFIXES.iter().position(|known| *known == prefix)?;
        let code = Self { prefix, number: number.parse().ok()? };
        (code.number > 0 && code.number < 100 && code.to_string() == text).then_some(code)
    }

    /// Reads the code in the name of a commitment.
    pub(crate) fn parse_name(name: &str) -> Option<Self> {
        Self::parse(name.strip_prefix("commitments/")?)
    }

    /// The name of the commitment.
    pub(crate) fn name(self) -> String {
        format!("commitments/{self}")
    }
}

impl Display for Code {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:02}", PREFIXES[self.prefix], self.number)
    }
}

impl Ord for Code {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.prefix, self.number).cmp(&(other.prefix, other.number))
    }
}

impl PartialOrd for Code {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::Code;

    #[test]
    fn a_commitment_has_one_code() {
        for text in ["JNT-01", "HMG-17", "NCSC-06", "CAB-99"] {
            assert_eq!(Code::parse(text).map(|code| code.to_string()).as_deref(), Some(text));
            assert_eq!(
                Code::parse_name(&format!("commitments/{text}")).map(Code::name),
                Some(format!("commitments/{text}"))
            );
        }
        for text in [
            "HMG-1", "HMG-00", "HMG-001", "hmg-01", "ABC-01", "HMG-+1", "HMG01", "HMG-01 ", "HMG-100", "-01",
            "",
        ] {
            assert_eq!(Code::parse(text), None, "{text}");
        }
    }

    #[test]
    fn codes_are_in_the_order_of_the_documents() {
        let mut codes = ["CAB-01", "HMG-02", "NCSC-01", "JNT-04", "ICO-01", "HMG-01"]
            .map(|text| Code::parse(text).unwrap());
        codes.sort();
        assert_eq!(
            codes.map(|code| code.to_string()),
            ["JNT-04", "HMG-01", "HMG-02", "ICO-01", "NCSC-01", "CAB-01"]
        );
    }
}
