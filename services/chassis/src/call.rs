//! The life of a call inside a service: permit, shape, domain words, transaction, record. One way for every RPC.

use crate::{
    Begun, Caller, Db, Error, Fields, Key, Label, Name, Once, Page, Pages, ReadTx, Record, WriteTx,
    db::Replay, message, permit, personal_data,
};
use contracts::{Authorised, Mutation, Paged, Read, Write};
use prost::Message as _;
use tonic::{Request, Response, Status};

/// A request in the domain's own words.
pub trait Ask: Sized {
    /// The request on the wire.
    type Request: Authorised;

    /// Reads a request, or notes every field that is wrong. The shape rules of the contract were checked before.
    fn read(asker: &Asker<'_>, request: Self::Request, fields: &mut Fields) -> Option<Self>;

    /// The organisation under which it asks.
    fn organisation(&self) -> &Label;
}

/// A resource as a caller names it for a mutation.
#[derive(Clone, Debug)]
pub struct Target {
    /// Its name.
    pub name: Name,
    /// The etag as it was read.
    pub etag: String,
}

/// Who asks, and what reading a request takes besides the request.
#[derive(Clone, Copy, Debug)]
pub struct Asker<'a> {
    /// Who asks.
    pub caller: &'a Caller,
    pages: &'a Pages,
}

impl Asker<'_> {
    /// Takes the page out of a request, or notes that its token is not one for what is left: the arguments. A size of
    /// zero is `usual`; one above `most` is `most`.
    pub fn page<R: Paged, K: Key>(
        &self,
        request: &mut R,
        usual: u16,
        most: u16,
        fields: &mut Fields,
    ) -> Option<Page<K>> {
        let page = self.pages.take(self.caller, request, usual, most);
        fields.read(
            "page_token",
            "must be the one of the page before, with the same caller and arguments",
            page,
        )
    }
}

impl Fields {
    /// Reads the organisation that a request asks under.
    pub fn parent(&mut self, text: &str) -> Option<Label> {
        self.read("parent", "must be organisations/{organisation}", Label::parent(text))
    }

    /// Reads an organisation that may be left out; nothing where it is.
    pub fn organisation(&mut self, field: &str, text: &str) -> Option<Label> {
        if text.is_empty() {
            return None;
        }
        self.read(field, "must be organisations/{organisation}", Label::parent(text))
    }

    /// Reads the name of a resource in `collection`.
    pub fn name(&mut self, field: &str, collection: &'static str, text: &str) -> Option<Name> {
        let must = format!("must be organisations/{{organisation}}/{collection}/{{uuid}}");
        self.read(field, &must, Name::parse(collection, text))
    }

    /// Reads which resource in `collection` is to be changed, as it was read.
    pub fn target(&mut self, collection: &'static str, name: &str, etag: &str) -> Option<Target> {
        Some(Target { name: self.name("name", collection, name)?, etag: etag.to_owned() })
    }
}

/// The answer to a request.
pub type Answer<R> = Result<Response<R>, Status>;
type ActionOf<Q> = <<Q as Ask>::Request as Authorised>::Action;
type ResponseOf<Q> = <<Q as Ask>::Request as Authorised>::Response;

impl Db {
    fn asker<'a>(&'a self, caller: &'a Caller) -> Asker<'a> {
        Asker { caller, pages: self.pages() }
    }

    /// Answers a request that changes nothing.
    ///
    /// # Errors
    /// What `answer` fails with, after what is wrong with the permit or the request.
    pub async fn answer<Q>(
        &self,
        request: Request<Q::Request>,
        answer: impl AsyncFnOnce(&mut ReadTx<ActionOf<Q>>, Q) -> Result<ResponseOf<Q>, Error>,
    ) -> Answer<ResponseOf<Q>>
    where
        Q: Ask<Request: Authorised<Action: Read>>,
    {
        let (permit, request) = permit::redeem(request)?;
        let mut fields = Fields::of(&request);
        fields.check_characters(&message::texts(&request)?);
        let ask = Q::read(&self.asker(permit.caller()), request, &mut fields);
        let ask = fields.finish(ask)?;
        let mut tx = self.read(permit, ask.organisation()).await?;
        Ok(Response::new(answer(&mut tx, ask).await?))
    }

    /// Does what a request asks, once, and commits it with its record. Repeated, the request is answered as it was, if
    /// `see` still finds the resource that it was about. A request that only asks what would happen is rolled back.
    ///
    /// # Errors
    /// What `act` fails with, after what is wrong with the permit, the request or its repetition.
    pub async fn act<Q, T>(
        &self,
        request: Request<Q::Request>,
        see: impl AsyncFnOnce(&mut WriteTx<ActionOf<Q>>, &str) -> Result<T, Error>,
        act: impl AsyncFnOnce(&mut WriteTx<ActionOf<Q>>, Q) -> Result<(Record, ResponseOf<Q>), Error>,
    ) -> Answer<ResponseOf<Q>>
    where
        Q: Ask<Request: Mutation + Authorised<Action: Write>>,
    {
        let (permit, mut request) = permit::redeem(request)?;
        let mut fields = Fields::of(&request);
        let texts = message::texts(&request)?;
        fields.check_characters(&texts);
        let warning = personal_data::check(&request, &texts);
        let once = if request.validate_only() {
            None
        } else {
            fields.read("request_id", "must be a UUID", Once::take(&mut request))
        };
        let ask = Q::read(&self.asker(permit.caller()), request, &mut fields);
        let ask = fields.finish(ask)?;
        warning?;
        match self.write(permit, ask.organisation(), once).await? {
            Begun::Again(Replay { mut tx, resource, response }) => {
                see(&mut tx, &resource).await?;
                let response = ResponseOf::<Q>::decode(response.as_slice()).map_err(Error::internal)?;
                Ok(Response::new(response))
            }
            Begun::First(mut tx) => {
                let (record, response) = act(&mut tx, ask).await?;
                Ok(Response::new(tx.commit(record, response).await?))
            }
        }
    }
}
