//! Requests in the domain's words.

use crate::model::BREACHES;
use chassis::{Ask, Asker, Fields, Label, Name};
use contracts::breaches::{self as pb, ExportFormat};

pub(crate) struct ExportNotification {
    pub(crate) name: Name,
    pub(crate) format: ExportFormat,
}

pub(crate) struct GetReceipt {
    pub(crate) name: Name,
}

impl Ask for ExportNotification {
    type Request = pb::ExportNotificationRequest;

    fn read(_: &Asker<'_>, request: pb::ExportNotificationRequest, fields: &mut Fields) -> Option<Self> {
        Some(Self { name: name(fields, &request.name)?, format: request.format() })
    }

    fn organisation(&self) -> &Label {
        &self.name.organisation
    }
}

impl Ask for GetReceipt {
    type Request = pb::GetReceiptRequest;

    fn read(_: &Asker<'_>, request: pb::GetReceiptRequest, fields: &mut Fields) -> Option<Self> {
        Some(Self { name: name(fields, &request.name)? })
    }

    fn organisation(&self) -> &Label {
        &self.name.organisation
    }
}

fn name(fields: &mut Fields, text: &str) -> Option<Name> {
    fields.name("name", BREACHES, text)
}
