//! Everything that is wrong with what the gateway was given, at once.

use std::{
    error::Error,
    fmt::{self, Display, Formatter},
};

/// What is wrong, a problem a line.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Problems(Vec<String>);

impl Problems {
    pub(crate) fn note(&mut self, problem: impl Into<String>) {
        self.0.push(problem.into());
    }

    /// Passes a value on, or notes why there is none.
    pub(crate) fn take<T>(&mut self, result: Result<T, impl Into<Problems>>) -> Option<T> {
        result.map_err(|problems| self.0.append(&mut problems.into().0)).ok()
    }

    /// Passes `value` on if nothing is wrong.
    pub(crate) fn finish<T>(self, value: T) -> Result<T, Self> {
        if self.0.is_empty() { Ok(value) } else { Err(self) }
    }
}

impl From<String> for Problems {
    fn from(problem: String) -> Self {
        Self(vec![problem])
    }
}

impl Display for Problems {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("\n"))
    }
}

impl Error for Problems {}
