//! How PostgreSQL answers lists over many rows of many organisations: as golden files, for a caller who has many rows and for
//! one who has few, in a statement that is new and in one that somebody else's rows were planned for.

use crate::{
    TestDb,
    database::{context, run},
};
use chassis::service::Service;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use std::{fmt::Write as _, fs};

/// How often a statement is executed before it is planned once for all: more than the five that PostgreSQL plans one by one.
const USED: usize = 8;
/// Who asks inside an organisation.
const AUTHOR: &str = "by:1";

/// Many rows of many organisations, and what is asked about them.
#[derive(Clone, Copy, Debug)]
pub struct Plans<'a> {
    /// The statements that write the rows, as a superuser.
    pub seed: &'a str,
    /// The tables that they fill.
    pub tables: &'a [&'a str],
    /// What is asked.
    pub lists: &'a [List],
    /// The folder of the golden files.
    pub golden: &'a str,
}

/// Who asks: what they are called, their organisation, and what somebody in it may see, as the context has it.
#[derive(Clone, Copy, Debug)]
pub struct Asker(pub &'static str, pub &'static str, pub &'static str);

/// A list, and what it is asked with.
#[derive(Clone, Copy, Debug)]
pub struct List {
    /// Its name, which its golden file bears.
    pub name: &'static str,
    /// Its statement.
    pub sql: &'static str,
    /// What that is given, as SQL.
    pub arguments: &'static str,
    /// The index that answers it, or how the names of those begin; empty if any may.
    pub index: &'static str,
    /// How it comes by its order.
    pub order: Order,
    /// Who asks: one who has many rows, and one who has few.
    pub askers: [Asker; 2],
}

/// How a list comes by its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// It is the index's, and the plan is the golden file's.
    Indexed,
    /// The little that the index finds is sorted, and the plan is the golden file's.
    Sorted,
    /// What filters may read all of the reader's rows and sort what is left, where little is: how little is a guess that a
    /// sample of the rows decides, so that its plan is no golden file.
    Filtered,
}

impl Plans<'_> {
    /// Asks everything of a database of its own.
    ///
    /// # Panics
    /// If a plan reads rows that are not its reader's, is not from its index, or is another than the golden file's: what was
    /// found then stands beside that.
    pub async fn hold<S: Service>(&self) {
        let database = TestDb::of::<S>().await;
        self.fill(&database).await;
        let mut problems = String::new();
        for list in self.lists {
            let page = page(&database, list).await;
            if list.order == Order::Filtered {
                continue;
            }
            let file = format!("{}/{}.txt", self.golden, list.name);
            if fs::read_to_string(&file).unwrap_or_default() != page {
                fs::create_dir_all(self.golden).expect("a folder for golden files");
                fs::write(format!("{file}.found"), &page).expect("a file beside the golden one");
                let _ = writeln!(problems, "{file} differs from {file}.found");
            }
        }
        assert!(problems.is_empty(), "{problems}");
    }

    /// Leaves the tables as a VACUUM does once nobody anywhere is in a transaction that is older than the rows: an index may do by
    /// itself.
    async fn fill(&self, database: &TestDb) {
        let mut superuser =
            PgConnection::connect_with(&database.superuser()).await.expect("the test database answers");
        for table in self.tables {
            run(&mut superuser, &format!("ALTER TABLE {table} SET (autovacuum_enabled = false)")).await;
        }
        run(&mut superuser, self.seed).await;
        for table in self.tables {
            run(&mut superuser, &format!("ANALYZE {table}")).await;
            let visible =
                format!("UPDATE pg_class SET relallvisible = relpages WHERE oid = '{table}'::regclass");
            run(&mut superuser, &visible).await;
        }
    }
}

/// The plans of a list: of each asker, in a statement of their own and in one of the other's.
async fn page(database: &TestDb, list: &List) -> String {
    let mut connection =
        PgConnection::connect_with(&database.role("app")).await.expect("the test database answers");
    let (mut page, [many, few]) = (String::new(), list.askers);
    for (asker, before) in [(many, many), (few, few), (many, few), (few, many)] {
        let plan = plan(&mut connection, list, asker, before).await;
        assert!(!plan.contains("Seq Scan") && plan.contains(list.index), "{}:\n{plan}", list.name);
        assert!(list.order != Order::Indexed || !plan.contains("Sort"), "{}:\n{plan}", list.name);
        let whose =
            if asker.0 == before.0 { "for the first time".to_owned() } else { format!("after {}", before.0) };
        let _ = writeln!(page, "# {}, {whose}\n{plan}", asker.0);
    }
    page
}

/// The plan by which `asker` is answered, in a statement that was prepared for `before` and has been used long enough to be
/// planned once for all, unless both are the same.
async fn plan(connection: &mut PgConnection, list: &List, asker: Asker, before: Asker) -> String {
    run(connection, &format!("PREPARE list AS {}", list.sql)).await;
    let execute = format!("EXECUTE list ({})", list.arguments);
    if asker.0 != before.0 {
        for _ in 0..USED {
            let mut tx = connection.begin().await.expect("a transaction");
            run(&mut tx, &context(before.1, AUTHOR, before.2)).await;
            run(&mut tx, &execute).await;
        }
    }
    let mut tx = connection.begin().await.expect("a transaction");
    run(&mut tx, &context(asker.1, AUTHOR, asker.2)).await;
    let explain = AssertSqlSafe(format!("EXPLAIN (COSTS OFF) {execute}"));
    let lines: Vec<String> = sqlx::query_scalar(explain).fetch_all(&mut *tx).await.expect("a plan");
    tx.rollback().await.expect("a transaction that ends");
    run(connection, "DEALLOCATE list").await;
    lines.join("\n")
}
