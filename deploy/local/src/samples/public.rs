//! Samples after real incidents: what the public knows of them, with made-up details where the form asks for more.

use super::sample::{
    Act::{Advise, Confirm, Create, Decide, Draft, Log, Notify, Recount, Regulator},
    Casework::{Acknowledge, Ask},
    Sample,
};
use crate::issuer::Organisation;
use contracts::breaches::{
    DataSubjectType, DataType, IncidentType, Likelihood, OutstandingItem, RiskLevel, Severity,
};

/// HM Revenue and Customs, public since June 2025.
pub(super) const CUSTOMER_ACCOUNTS: Sample = Sample {
    organisation: Organisation::Hmrc,
    title: "Customer accounts taken over with details phished elsewhere",
    detected: 240,
    how: "Compliance staff noticed a pattern in claims for repayment.",
    what: "Criminals used personal data that they had phished or obtained outside the department to get into customers' \
           online accounts, or to open accounts in their names, and claimed repayments of tax. The department's own \
           systems were not broken into. About 100,000 customers are affected, 0.2% of those in Pay As You Earn. None \
           of them lost money; the department lost about £47 million.",
    kind: IncidentType::Phishing,
    data: &[DataType::IdentificationData, DataType::EconomicAndFinancialData],
    people: &[DataSubjectType::CustomersOrProspectiveCustomers],
    affected: Some(100_000),
    consequences: "Distress, and further attempts at fraud with what the criminals know.",
    measures: "Accounts locked, log-in details deleted, wrong entries removed, letters to those affected.",
    acts: &[
        Create,
        Log,
        Confirm { aware: 230, processor: "" },
        Draft(
            RiskLevel::Risk,
            Severity::Limited,
            Likelihood::Likely,
            "The data were in criminal hands before; entry to the accounts confirmed and added to them.",
        ),
        Advise(RiskLevel::Risk, "Our systems held, but others saw customers' accounts: that is a breach."),
        Decide(RiskLevel::Risk, "As advised. Customers lose no money, and are written to."),
        Notify { number: 1, form: Some(("FORM-SAMPLE-1", 190)), owing: &[], delay_reasons: "" },
        Regulator(Acknowledge { reference: "IC-SAMPLE-1" }),
    ],
};

/// The Legal Aid Agency, part of the Ministry of Justice, public since May 2025.
pub(super) const LEGAL_AID: Sample = Sample {
    organisation: Organisation::Moj,
    title: "Legal Aid Agency: applicants' data taken from the digital service",
    detected: 26 * 24,
    how: "Monitoring of the digital service through which legal aid providers log their work.",
    what: "Attackers gained entry to a legacy online service and took data of people who applied for legal aid since \
           2010. They claim to have 2.1 million pieces of data. The service was taken offline.",
    kind: IncidentType::UnauthorisedAccess,
    data: &[
        DataType::BasicPersonalIdentifiers,
        DataType::OfficialDocuments,
        DataType::CriminalConvictions,
        DataType::EconomicAndFinancialData,
    ],
    people: &[DataSubjectType::CustomersOrProspectiveCustomers, DataSubjectType::VulnerableAdults],
    affected: Some(5_000),
    consequences: "Fraud, distress and loss of confidentiality, for some people in difficult situations.",
    measures: "Service taken offline; National Crime Agency and National Cyber Security Centre engaged.",
    acts: &[
        Create,
        Log,
        Confirm { aware: 26 * 24 - 9, processor: "" },
        Notify {
            number: 1,
            form: Some(("FORM-SAMPLE-2", 25 * 24)),
            owing: LEGAL_AID_OWES,
            delay_reasons: "",
        },
        // What it turned out to be three weeks later.
        Recount { people: 250_000, records: 2_100_000 },
        Draft(
            RiskLevel::HighRisk,
            Severity::Significant,
            Likelihood::Likely,
            "Criminal records and financial data of many people, in the hands of those who may publish them.",
        ),
        Advise(RiskLevel::HighRisk, "Tell the people, and the public: not all of them can be written to."),
        Notify { number: 2, form: None, owing: LEGAL_AID_OWES, delay_reasons: "" },
        Regulator(Acknowledge { reference: "IC-SAMPLE-2" }),
        Regulator(Ask(&[
            "Of how many people were criminal records taken?",
            "When and how will you tell those who cannot be written to?",
        ])),
    ],
};

const LEGAL_AID_OWES: &[OutstandingItem] =
    &[OutstandingItem::NumberOfPeople, OutstandingItem::RiskAssessment];

/// The Home Office, whose data another department hosts, public since December 2025.
pub(super) const VISA_RECORDS: Sample = Sample {
    organisation: Organisation::HomeOffice,
    title: "Visa-related data on a system hosted by another department",
    detected: 44,
    how: "The department that hosts the system told us.",
    what: "Somebody gained entry to a system that the Foreign, Commonwealth and Development Office hosts, with \
           visa-related data for which the Home Office is the controller. How many people and records are affected is \
           not known. The risk to people is thought to be low.",
    kind: IncidentType::UnauthorisedAccess,
    data: &[DataType::IdentificationData, DataType::OfficialDocuments],
    people: &[DataSubjectType::CustomersOrProspectiveCustomers],
    affected: None,
    consequences: "Loss of confidentiality; no other harm is known.",
    measures: "The host closed the way in; both departments look into what was seen.",
    acts: &[
        Create,
        Log,
        Confirm { aware: 40, processor: "Foreign, Commonwealth and Development Office" },
        Notify {
            number: 1,
            form: None,
            owing: &[
                OutstandingItem::NumberOfPeople,
                OutstandingItem::NumberOfRecords,
                OutstandingItem::RiskAssessment,
            ],
            delay_reasons: "",
        },
    ],
};
