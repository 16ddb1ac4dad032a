//! Published methods that score how bad a breach is for people, beside the judgement of people and never in its place.
//! Integers only, in hundredths, so that a score is the same everywhere and for ever.

use contracts::breaches::{
    Answer, EnisaAvailabilityLoss, EnisaConfidentialityLoss, EnisaInputs, EnisaIntegrityLoss, HarmLevel,
    HarmScore, IdentificationEase,
};

/// ENISA, "Recommendations for a methodology of the assessment of severity of personal data breaches", version 1.0 of
/// December 2013.
const ENISA: &str = "enisa-2013/v1";

/// What published methods are given, each its own. A method is added as a field here and in the request.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Methods {
    pub(crate) enisa: Option<EnisaInputs>,
}

impl Methods {
    /// Scores a breach by each method that was given something.
    pub(super) fn scores(self) -> Vec<HarmScore> {
        self.enisa.map(enisa).into_iter().collect()
    }
}

/// Scores a breach by ENISA's method: the context of the data times the ease of identification, plus the circumstances.
fn enisa(inputs: EnisaInputs) -> HarmScore {
    let score = inputs.context_score * identification(inputs.identification_ease()) + circumstances(&inputs);
    HarmScore {
        method: ENISA.to_owned(),
        score_hundredths: score,
        level: level(score).into(),
        enisa: Some(inputs),
    }
}

fn level(score: i32) -> HarmLevel {
    match score {
        ..200 => HarmLevel::Low,
        200..300 => HarmLevel::Medium,
        300..400 => HarmLevel::High,
        400.. => HarmLevel::VeryHigh,
    }
}

fn identification(ease: IdentificationEase) -> i32 {
    match ease {
        IdentificationEase::Unspecified => 0,
        IdentificationEase::Negligible => 25,
        IdentificationEase::Limited => 50,
        IdentificationEase::Significant => 75,
        IdentificationEase::Maximum => 100,
    }
}

fn circumstances(inputs: &EnisaInputs) -> i32 {
    let confidentiality = match inputs.confidentiality_loss() {
        EnisaConfidentialityLoss::Unspecified | EnisaConfidentialityLoss::NoEvidence => 0,
        EnisaConfidentialityLoss::KnownRecipients => 25,
        EnisaConfidentialityLoss::UnknownRecipients => 50,
    };
    let integrity = match inputs.integrity_loss() {
        EnisaIntegrityLoss::Unspecified | EnisaIntegrityLoss::NoMisuse => 0,
        EnisaIntegrityLoss::Recoverable => 25,
        EnisaIntegrityLoss::NotRecoverable => 50,
    };
    let availability = match inputs.availability_loss() {
        EnisaAvailabilityLoss::Unspecified | EnisaAvailabilityLoss::None => 0,
        EnisaAvailabilityLoss::Temporary => 25,
        EnisaAvailabilityLoss::Full => 50,
    };
    let malice = if inputs.malicious_intent() == Answer::Yes { 50 } else { 0 };
    confidentiality + integrity + availability + malice
}

#[cfg(test)]
mod tests {
    use super::{Methods, level};
    use contracts::breaches::{
        Answer, EnisaAvailabilityLoss as Availability, EnisaConfidentialityLoss as Confidentiality,
        EnisaDataClass as Class, EnisaInputs, EnisaIntegrityLoss as Integrity, HarmLevel, HarmScore,
        IdentificationEase as Ease,
    };
    use proptest::prelude::{Strategy, prop_assert, prop_assert_eq, proptest};

    fn inputs(
        (class, context): (Class, i32),
        ease: Ease,
        (confidentiality, integrity, availability): (Confidentiality, Integrity, Availability),
        malicious: Answer,
    ) -> EnisaInputs {
        EnisaInputs {
            data_class: class.into(),
            context_score: context,
            identification_ease: ease.into(),
            confidentiality_loss: confidentiality.into(),
            integrity_loss: integrity.into(),
            availability_loss: availability.into(),
            malicious_intent: malicious.into(),
        }
    }

    fn score(inputs: EnisaInputs) -> HarmScore {
        let scores = Methods { enisa: Some(inputs) }.scores();
        assert_eq!(scores.len(), 1);
        scores.into_iter().next().unwrap()
    }

    #[test]
    fn worked_examples_come_to_what_the_method_says() {
        let (known, unknown) = (Confidentiality::KnownRecipients, Confidentiality::UnknownRecipients);
        let only = |confidentiality| (confidentiality, Integrity::NoMisuse, Availability::None);
        for (example, inputs, hundredths, level) in [
            (
                "a mailing list of names is sent to one wrong partner",
                inputs((Class::Simple, 1), Ease::Significant, only(known), Answer::No),
                100,
                HarmLevel::Low,
            ),
            (
                "an encrypted disk with card numbers is lost, and no copy is",
                inputs(
                    (Class::Financial, 1),
                    Ease::Negligible,
                    only(Confidentiality::NoEvidence),
                    Answer::No,
                ),
                25,
                HarmLevel::Low,
            ),
            (
                "journeys of named card holders are published by mistake",
                inputs((Class::Behavioural, 2), Ease::Significant, only(unknown), Answer::No),
                200,
                HarmLevel::Medium,
            ),
            (
                "an attacker copies accounts of customers, who are named",
                inputs((Class::Financial, 3), Ease::Maximum, only(unknown), Answer::Yes),
                400,
                HarmLevel::VeryHigh,
            ),
            (
                "payroll is altered and put right from a backup that is a day old",
                inputs(
                    (Class::Financial, 3),
                    Ease::Significant,
                    (Confidentiality::NoEvidence, Integrity::Recoverable, Availability::Temporary),
                    Answer::Yes,
                ),
                325,
                HarmLevel::High,
            ),
            (
                "the only copy of clinical notes is gone",
                inputs(
                    (Class::Sensitive, 4),
                    Ease::Limited,
                    (Confidentiality::NoEvidence, Integrity::NoMisuse, Availability::Full),
                    Answer::No,
                ),
                250,
                HarmLevel::Medium,
            ),
            (
                "names of people in danger are known to those whom they fear",
                inputs((Class::Simple, 4), Ease::Maximum, only(unknown), Answer::No),
                450,
                HarmLevel::VeryHigh,
            ),
            (
                "everything at once",
                inputs(
                    (Class::Sensitive, 4),
                    Ease::Maximum,
                    (unknown, Integrity::NotRecoverable, Availability::Full),
                    Answer::Yes,
                ),
                600,
                HarmLevel::VeryHigh,
            ),
        ] {
            let expected = HarmScore {
                method: "enisa-2013/v1".to_owned(),
                score_hundredths: hundredths,
                level: level.into(),
                enisa: Some(inputs),
            };
            assert_eq!(score(inputs), expected, "{example}");
        }
        assert_eq!(Methods::default().scores(), [], "what is not asked for is not scored");
    }

    #[test]
    fn each_level_begins_at_its_lower_bound() {
        for (score, expected) in [
            (0, HarmLevel::Low),
            (199, HarmLevel::Low),
            (200, HarmLevel::Medium),
            (299, HarmLevel::Medium),
            (300, HarmLevel::High),
            (399, HarmLevel::High),
            (400, HarmLevel::VeryHigh),
            (600, HarmLevel::VeryHigh),
        ] {
            assert_eq!(level(score), expected, "{score}");
        }
    }

    /// The numbers of the inputs' values, each from the least bad to the worst.
    fn any_inputs() -> impl Strategy<Value = [i32; 7]> {
        (1..=4, 1..=4, 1..=4, 1..=3, 1..=3, 1..=3, 1..=2)
            .prop_map(|(a, b, c, d, e, f, g): (i32, i32, i32, i32, i32, i32, i32)| [a, b, c, d, e, f, g])
    }

    /// The most that each of the numbers can be.
    const WORST: [i32; 7] = [4, 4, 4, 3, 3, 3, 2];

    fn read(
        [data_class, context_score, ease, conf, integrity, availability, malice]: [i32; 7],
    ) -> EnisaInputs {
        EnisaInputs {
            data_class,
            context_score,
            identification_ease: ease,
            confidentiality_loss: conf,
            integrity_loss: integrity,
            availability_loss: availability,
            malicious_intent: if malice == 2 { Answer::Yes.into() } else { Answer::No.into() },
        }
    }

    proptest! {
        #[test]
        fn a_worse_input_never_lowers_the_score_and_the_class_alone_moves_nothing(numbers in any_inputs()) {
            let before = score(read(numbers));
            prop_assert!((25..=600).contains(&before.score_hundredths));
            prop_assert_eq!(before.level(), level(before.score_hundredths));
            for (index, most) in WORST.into_iter().enumerate().filter(|(index, most)| numbers[*index] < *most) {
                let mut worse = numbers;
                worse[index] += 1;
                let (after, class) = (score(read(worse)), index == 0);
                prop_assert!(after.level >= before.level);
                if class {
                    // It is the context score that counts, which the class only suggests.
                    prop_assert_eq!(after.score_hundredths, before.score_hundredths, "of {}", most);
                } else {
                    prop_assert!(after.score_hundredths > before.score_hundredths, "{} of {:?}", index, numbers);
                }
            }
        }
    }
}
