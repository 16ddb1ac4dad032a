//! What actors do about breaches of which nothing may be written, and about those that the named few alone may know of.

use crate::{
    Actor, Answer, Side, World,
    requests::{self, as_named_by},
};
use contracts::breaches::{Breach, Exchange, Pointer};

impl Actor {
    /// Points to a breach of its own organisation.
    pub async fn points(&self) -> Answer<Pointer> {
        Ok(self.wire.calls(requests::point(&self.parent())).await?.pointer.unwrap())
    }

    /// Reads a pointer.
    pub async fn reads_pointer(&self, name: &str) -> Answer<Pointer> {
        Ok(self.wire.calls(requests::get_pointer(name)).await?.pointer.unwrap())
    }

    /// Lists the pointers of its own organisation.
    pub async fn lists_pointers(&self) -> Answer<Vec<Pointer>> {
        Ok(self.wire.calls(requests::list_pointers(&self.parent())).await?.pointers)
    }

    /// Reads its own mark.
    pub async fn mark(&self) -> Answer<String> {
        Ok(self.wire.calls(requests::own_mark(&self.parent())).await?.person)
    }

    /// Releases a pointer to somebody, and answers with what they see, as they name it.
    pub async fn releases(&self, pointer: &Pointer, to: &Actor) -> Answer<Exchange> {
        let release = requests::release(pointer, &to.parent(), &to.mark().await?);
        let released = self.wire.calls(release).await?.exchange.unwrap();
        to.reads_exchange(&as_named_by(&to.organisation.to_string(), &released.name)).await
    }

    /// Restricts a breach.
    pub async fn restricts(&self, breach: &Breach) -> Answer<Breach> {
        Ok(self.wire.calls(requests::restrict(breach)).await?.breach.unwrap())
    }
}

impl World {
    /// Brings a pointer of a department's to the regulator's lead, who reads it.
    pub async fn released(&self, department: Side<'_>) -> Exchange {
        let siro = department.siro();
        siro.releases(&siro.points().await.unwrap(), &self.ico().lead()).await.unwrap()
    }
}
