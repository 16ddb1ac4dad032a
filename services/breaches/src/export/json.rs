//! An export for programs.

use super::Document;
use chassis::Error;

/// Writes a document as JSON.
///
/// # Errors
/// [`Error::Internal`] if it is none.
pub(super) fn write(document: &Document) -> Result<Vec<u8>, Error> {
    serde_json::to_vec_pretty(document).map_err(Error::internal)
}
