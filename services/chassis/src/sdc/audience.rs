//! Who reads what is released, as types.

use contracts::exchange as pb;

/// What an audience is shown.
#[derive(Clone, Copy, Debug)]
pub struct Terms {
    /// As the contracts call it.
    pub(super) on_the_wire: pb::ReleaseAudience,
    /// Whether anything is hidden from it.
    pub(super) hides: bool,
    /// Whether it reads the total of a table as it is.
    pub(super) exact_total: bool,
    pub(super) rounding: Rounding,
    /// Whether it reads that there is nothing only where there can be nothing.
    pub(super) hides_zeros: bool,
    pub(super) rates: Rates,
}

/// What is rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rounding {
    Nothing,
    Usual,
    /// The total to more than the rest.
    National,
}

/// Which rates are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rates {
    /// To a tenth of a per cent.
    Exact,
    /// To one per cent.
    Whole,
    /// To one per cent, of groups that are large enough.
    OfLargeGroups,
}

mod sealed {
    pub trait Sealed {}
}

/// Who reads what is released.
pub trait Audience: sealed::Sealed {
    /// What it is shown.
    const TERMS: Terms;
}

macro_rules! audiences {
    ($($(#[$doc:meta])* $name:ident = $terms:expr;)*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, Debug, PartialEq, Eq)]
            pub enum $name {}
            impl sealed::Sealed for $name {}
            impl Audience for $name {
                const TERMS: Terms = $terms;
            }
        )*
    };
}

audiences! {
    /// The organisation that the counts are of: everything, as it is.
    OwnDepartment = Terms {
        on_the_wire: pb::ReleaseAudience::OwnDepartment,
        hides: false,
        exact_total: true,
        rounding: Rounding::Nothing,
        hides_zeros: false,
        rates: Rates::Exact,
    };
    /// Its boards: its totals, and what is not small, as they are.
    Boards = Terms {
        on_the_wire: pb::ReleaseAudience::Boards,
        hides: true,
        rates: Rates::Whole,
        ..OwnDepartment::TERMS
    };
    /// The central team of the Government Chief Data Officer: totals as they are, and breakdowns rounded.
    Centre = Terms {
        on_the_wire: pb::ReleaseAudience::Centre,
        rounding: Rounding::Usual,
        ..Boards::TERMS
    };
    /// The regulator, the National Cyber Security Centre, other departments and boards across government: everything rounded.
    Others = Terms {
        on_the_wire: pb::ReleaseAudience::Others,
        exact_total: false,
        ..Centre::TERMS
    };
    /// The public.
    Public = Terms {
        on_the_wire: pb::ReleaseAudience::Public,
        rounding: Rounding::National,
        hides_zeros: true,
        rates: Rates::OfLargeGroups,
        ..Others::TERMS
    };
}
