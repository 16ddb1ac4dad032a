//! Rows planted across tenants, by SQL and past every guard, and that nobody sees them for whom they are not.
//!
//! The rule: a row is shown to people of its `reader`, and to nobody else, whoever's `organisation` it names and whatever
//! it refers to. So everything that somebody can read must be the same to the byte before and after rows are planted for
//! other readers: copies of every row of every table, in every organisation's name, under the ids that they have and under
//! new ones. A row whose reader is one's own organisation is shown to it by design: for that, each half of the organisations
//! is looked at while rows are planted for the other half.

mod commitments;

use contracts::{
    Paged,
    breaches::{
        Breach, BreachOrder, BreachState, CaseAggregatePreview, CaseDue, CaseState, ExchangeKind,
        ExchangeState, GetCaseAggregatePreviewResponse, GetReturnPreviewResponse, IncidentType,
        ListActionsRequest, ListBreachEventsRequest, ListBreachesRequest, ListCasesRequest,
        ListDisclosuresRequest, ListExchangesRequest, ListPointersRequest, NextDue, PointerState,
        ReturnPreview, RiskLevel,
    },
    exchange::Direction,
    time::DeadlineState,
};
use e2e::{
    Actor, DISTANT, Question, Told, Wire, World,
    deeds::{ActionStage, CaseStage, ExchangeStage, Stage},
    next_page_token, refused,
    requests::{self, as_named_by, last_part},
    rpcs,
};
use prost::Message as _;
use sqlx::{Connection as _, Executor as _, PgConnection};
use std::collections::{BTreeMap, BTreeSet};
use tonic::Code;

const ORGANISATIONS: [&str; 7] = ["hmrc", "moj", "home-office", "gcdo", "ico", "ncsc", DISTANT];

/// Plants copies of all rows of a table for each of `readers` in the name of each of `organisations`, unless constraints
/// that no role can switch off forbid it; says how many. What a copy holds as JSON is emptied, so that it would be noticed.
const PLANT: &str = r"
CREATE FUNCTION pg_temp.plant(relation regclass, organisations text[], readers text[]) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    ids text[] := ARRAY(
        SELECT attname FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY (indkey)
        WHERE indrelid = relation AND indisprimary AND atttypid IN ('uuid'::regtype, 'bytea'::regtype));
    documents text[] := ARRAY(
        SELECT attname FROM pg_attribute WHERE attrelid = relation AND attnum > 0 AND atttypid = 'jsonb'::regtype);
    given text := (
        SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute
        WHERE attrelid = relation AND attnum > 0 AND NOT attisdropped AND attgenerated = '');
    insertion text := format(
        'INSERT INTO %1$s (%2$s) OVERRIDING USER VALUE SELECT %2$s FROM jsonb_populate_record(NULL::%1$s, $1)',
        relation, given);
    original jsonb; same jsonb; renamed jsonb; planted bigint := 0;
    organisation text; reader text; id text; digest text; copied jsonb;
BEGIN
    -- What others than these read is like what these do.
    FOR original IN EXECUTE format('SELECT to_jsonb(one) FROM %s AS one WHERE reader = ANY ($1) OR reader = ''public''', relation)
        USING organisations
    LOOP
        FOREACH organisation IN ARRAY organisations LOOP
            FOREACH reader IN ARRAY readers LOOP
                same := original || jsonb_build_object('organisation', organisation, 'reader', reader);
                FOREACH id IN ARRAY documents LOOP
                    same := jsonb_set(same, ARRAY[id], CASE same -> id WHEN 'null' THEN 'null' ELSE '{}' END::jsonb);
                END LOOP;
                renamed := same;
                FOREACH id IN ARRAY ids LOOP
                    digest := md5(concat_ws('/', original ->> id, organisation, reader));
                    renamed := renamed || jsonb_build_object(
                        id, CASE WHEN starts_with(original ->> id, '\x') THEN '\x' || digest ELSE digest END);
                END LOOP;
                FOREACH copied IN ARRAY ARRAY[same, renamed] LOOP
                    BEGIN
                        EXECUTE insertion USING copied;
                        planted := planted + 1;
                    EXCEPTION WHEN unique_violation OR check_violation OR exclusion_violation THEN NULL;
                    END;
                END LOOP;
            END LOOP;
        END LOOP;
    END LOOP;
    RETURN planted;
END $$";

/// Every table with a reader, in whichever schema.
const TABLES: &str = "
SELECT pg_class.oid::regclass::text FROM pg_class
JOIN pg_attribute ON attrelid = pg_class.oid AND attname = 'reader' AND NOT attisdropped
WHERE relkind IN ('r', 'p') ORDER BY 1";

const UNIT: &str = "Post room";
const GROUP: &str = "letters";

/// What somebody was told, by what they asked.
type Seen = BTreeMap<Question, Told>;

/// What there is to ask about.
#[derive(Default)]
struct Known {
    breaches: BTreeSet<String>,
    /// As their departments name them.
    actions: BTreeSet<String>,
    cases: BTreeSet<String>,
    exchanges: BTreeSet<String>,
    pointers: BTreeSet<String>,
    /// The breaches that the exchanges are about.
    sources: BTreeSet<String>,
    /// What is kept of commitments, by its name after the organisation's.
    commitments: BTreeSet<String>,
}

/// Who looks: somebody at an organisation, or anybody.
struct Reader {
    wire: Wire,
    organisation: String,
}

impl From<Actor> for Reader {
    fn from(actor: Actor) -> Self {
        Self { wire: actor.wire, organisation: actor.organisation.to_string() }
    }
}

impl Reader {
    /// Whoever brings no token.
    fn anybody(world: &World) -> Self {
        Self { wire: world.stranger(), organisation: "public".to_owned() }
    }

    fn parent(&self) -> String {
        format!("organisations/{}", self.organisation)
    }
}

/// Fills every table, with something of each department.
async fn fill(world: &World) -> Known {
    let mut known = Known { commitments: Box::pin(commitments::fill(world)).await, ..Known::default() };
    for (department, stage) in [
        (world.hmrc(), CaseStage::Closed),
        (world.moj(), CaseStage::Asked),
        (world.home_office(), CaseStage::Received),
    ] {
        let handler = department.handler();
        department.brings(&department.reporter(), "Not told", Stage::Draft, RiskLevel::Risk).await;
        for stage in [Stage::NearMiss, Stage::DismissalProposed, Stage::Closed] {
            department.brings(&handler, "Not told", stage, RiskLevel::UnlikelyRisk).await;
        }
        // Of one incident, in one unit: the second counts the first as what it recurs of.
        for _ in 0..2 {
            let advised = department.brings(&handler, "Not told", Stage::Advised, RiskLevel::Risk).await;
            let placed =
                Breach { unit: UNIT.to_owned(), incident_group: GROUP.to_owned(), ..advised.clone() };
            handler.changes(&advised, placed, &["unit", "incident_group"]).await.unwrap();
        }
        for stage in [ActionStage::Planned, ActionStage::Completed] {
            let action = department.brings_action(&handler, "Not told", stage).await;
            known.actions.insert(action.name);
        }
        known.cases.insert(last_part(&world.case(department, "Told", stage).await.name).to_owned());
        let (source, moj) = (world.source(department).await, world.moj());
        let another = if department.name() == moj.name() { world.hmrc() } else { moj };
        for (recipient, stage) in [
            (world.gcdo(), ExchangeStage::LinesDrafted),
            (world.gcdo(), ExchangeStage::ReportAcknowledged),
            (world.ico(), ExchangeStage::Recalled),
            (world.ncsc(), ExchangeStage::Expired),
            (another, ExchangeStage::Disclosed),
        ] {
            world.exchange_of(&source, department, recipient, stage, &handler).await;
        }
        let siro = department.siro();
        for whom in [world.ico().lead(), world.gcdo().role("gcdo.principal")] {
            let pointer = siro.points().await.unwrap();
            known.exchanges.insert(last_part(&siro.releases(&pointer, &whom).await.unwrap().name).to_owned());
            known.pointers.insert(last_part(&pointer.name).to_owned());
        }
        let restricted = department.brings(&handler, "Not told", Stage::Restricted, RiskLevel::Risk).await;
        known.breaches.insert(last_part(&restricted.name).to_owned());
        known.sources.insert(last_part(&source).to_owned());
        department.returns().await;
        let all = handler.lists_exchanges().await.unwrap();
        known.exchanges.extend(all.iter().map(|exchange| last_part(&exchange.name).to_owned()));
        let all = handler.lists().await.unwrap();
        known.breaches.extend(all.iter().map(|breach| last_part(&breach.name).to_owned()));
    }
    known
}

const REMINDED: &str = "INSERT INTO reminder (organisation, reader, need, subject, due_at, point, at, sent)
    SELECT reader, reader, 'handlers', exchange_id, now(), 'elapsed:24h', now(), true FROM exchange_view";

/// The tables of each database of which no copy is planted. Nothing about commitments has a clock, or is an exchange with a source.
/// What the register says is for everybody: a CHECK keeps it from having another reader.
const NOT_PLANTED: [&[&str]; 2] = [&[], &["clock_event", "exchange_source", "register_version"]];

async fn plant(world: &World, readers: &[&str]) {
    let databases: [_; NOT_PLANTED.len()] = world.databases();
    for (database, not_planted) in databases.into_iter().zip(NOT_PLANTED) {
        let mut superuser = PgConnection::connect_with(&database.superuser()).await.unwrap();
        // Neither foreign keys nor triggers keep a row out, as none would that was planted in the files.
        superuser.execute("SET session_replication_role = replica").await.unwrap();
        superuser.execute(PLANT).await.unwrap();
        // Nobody was reminded of anything yet.
        superuser.execute(REMINDED).await.unwrap();
        let tables: Vec<String> = sqlx::query_scalar(TABLES).fetch_all(&mut superuser).await.unwrap();
        assert!(!tables.is_empty());
        for table in tables {
            let planted = "SELECT pg_temp.plant($1::text::regclass, $2, $3)";
            let planted =
                sqlx::query_scalar::<_, i64>(planted).bind(&table).bind(ORGANISATIONS).bind(readers);
            let planted = planted.fetch_one(&mut superuser).await.unwrap();
            assert_eq!(
                planted > 0,
                !not_planted.contains(&table.as_str()),
                "no row of {table} to plant copies of: fill it in tests/tests/it/planted.rs"
            );
        }
    }
}

/// Asks all that can be asked of what is there, by its names under one's own organisation.
async fn sees(who: &Reader, known: &Known) -> Seen {
    let (mut seen, parent) = (Seen::new(), who.parent());
    for id in known.breaches.iter().chain(&known.cases) {
        let (breach, case) = (format!("{parent}/breaches/{id}"), format!("{parent}/cases/{id}"));
        for question in [
            Question::of(&requests::get(&breach)),
            Question::of(&requests::explain(&breach)),
            Question::of(&requests::export(&breach)),
            Question::of(&requests::receipt(&breach)),
            Question::of(&requests::get_case(&case)),
            Question::of(&requests::get_submission(&case, 1)),
        ] {
            let told = who.wire.told(&question).await;
            seen.insert(question, told);
        }
    }
    for id in &known.exchanges {
        let question = Question::of(&requests::get_exchange(&format!("{parent}/exchanges/{id}")));
        let told = who.wire.told(&question).await;
        seen.insert(question, told);
    }
    for id in &known.pointers {
        let question = Question::of(&requests::get_pointer(&format!("{parent}/pointers/{id}")));
        let told = who.wire.told(&question).await;
        seen.insert(question, told);
    }
    for action in &known.actions {
        let question = Question::of(&requests::get_action(&as_named_by(&who.organisation, action)));
        let told = who.wire.told(&question).await;
        seen.insert(question, told);
    }
    for id in &known.breaches {
        let parent = format!("{parent}/breaches/{id}");
        let actions = ListActionsRequest { parent: parent.clone(), ..Default::default() };
        walk(who, actions, &mut seen).await;
        walk(who, ListBreachEventsRequest { parent, ..Default::default() }, &mut seen).await;
    }
    for question in [
        Question::of(&requests::summarise(&parent)),
        Question::of(&requests::summarise_cases(&parent)),
        Question::of(&requests::own_mark(&parent)),
    ] {
        let told = who.wire.told(&question).await;
        seen.insert(question, told);
    }
    let question = Question::of(&requests::list_returns(&parent));
    let told = who.wire.told(&question).await;
    seen.insert(question, told);
    // What is counted says as of when; its etag changes with everything else that it shows.
    let (returned, cases) = (requests::look_at_return(&parent), requests::look_at_cases(&parent));
    let etag = |preview: Option<ReturnPreview>| preview.unwrap_or_default().etag.into_bytes();
    let question = Question::of(&returned);
    let told = who.wire.told(&question).await;
    let told = told.map(|told| etag(GetReturnPreviewResponse::decode(told.as_slice()).unwrap().preview));
    seen.insert(question, told);
    let etag = |preview: Option<CaseAggregatePreview>| preview.unwrap_or_default().etag.into_bytes();
    let question = Question::of(&cases);
    let told = who.wire.told(&question).await;
    let told =
        told.map(|told| etag(GetCaseAggregatePreviewResponse::decode(told.as_slice()).unwrap().preview));
    seen.insert(question, told);
    for request in filtered_breaches(&parent) {
        walk(who, request, &mut seen).await;
    }
    for request in filtered_cases(&parent) {
        walk(who, request, &mut seen).await;
    }
    for request in filtered_exchanges(&parent, known) {
        walk(who, request, &mut seen).await;
    }
    for request in filtered_pointers(&parent) {
        walk(who, request, &mut seen).await;
    }
    for request in filtered_disclosures(&parent) {
        walk(who, request, &mut seen).await;
    }
    Box::pin(commitments::sees(who, &known.commitments, &mut seen)).await;
    for rpc in rpcs().into_iter().filter(|rpc| rpc.reads() && !rpc.service.contains(".directory.")) {
        let asked = seen.keys().any(|question| question.path() == rpc.path);
        assert!(asked, "{} reads and is not asked: do so in tests/tests/it/planted.rs", rpc.path);
    }
    seen
}

fn filtered_breaches(parent: &str) -> Vec<ListBreachesRequest> {
    let every = ListBreachesRequest { parent: parent.to_owned(), ..Default::default() };
    let states =
        all(BreachState::try_from).map(|state| ListBreachesRequest { states: vec![state], ..every.clone() });
    let kinds = [IncidentType::DataPostedOrFaxedToIncorrectRecipient, IncidentType::Phishing];
    let kinds = kinds.map(|kind| ListBreachesRequest { incident_types: vec![kind.into()], ..every.clone() });
    let deadlines = all(DeadlineState::try_from);
    let deadlines =
        deadlines.map(|state| ListBreachesRequest { deadline_states: vec![state], ..every.clone() });
    let orders = all(BreachOrder::try_from).map(|order| ListBreachesRequest { order, ..every.clone() });
    let texts = ["told", "LETTER", "nowhere"];
    let texts = texts.map(|text| ListBreachesRequest { text: text.to_owned(), ..every.clone() });
    let group = ListBreachesRequest { incident_group: GROUP.to_owned(), ..every.clone() };
    let filtered = states.chain(kinds).chain(deadlines).chain(orders).chain(texts).chain([group]);
    filtered.chain([every.clone()]).collect()
}

fn filtered_cases(parent: &str) -> Vec<ListCasesRequest> {
    let every = ListCasesRequest { parent: parent.to_owned(), ..Default::default() };
    let states =
        all(CaseState::try_from).map(|state| ListCasesRequest { states: vec![state], ..every.clone() });
    let departments = ORGANISATIONS
        .map(|code| ListCasesRequest { department: format!("organisations/{code}"), ..every.clone() });
    let next = all(NextDue::try_from).map(|next| ListCasesRequest { next_due: vec![next], ..every.clone() });
    let due = all(CaseDue::try_from).map(|due| ListCasesRequest { due: vec![due], ..every.clone() });
    let reference = ListCasesRequest { reference: "ic-".to_owned(), ..every.clone() };
    let filtered = states.chain(departments).chain(next).chain(due);
    filtered.chain([reference, every.clone()]).collect()
}

fn filtered_exchanges(parent: &str, known: &Known) -> Vec<ListExchangesRequest> {
    let every = ListExchangesRequest { parent: parent.to_owned(), ..Default::default() };
    let kinds =
        all(ExchangeKind::try_from).map(|kind| ListExchangesRequest { kinds: vec![kind], ..every.clone() });
    let states = all(ExchangeState::try_from)
        .map(|state| ListExchangesRequest { states: vec![state], ..every.clone() });
    let counterparts = ORGANISATIONS
        .map(|code| ListExchangesRequest { counterpart: format!("organisations/{code}"), ..every.clone() });
    let sources = known.sources.iter();
    let sources =
        sources.map(|id| ListExchangesRequest { source: format!("{parent}/breaches/{id}"), ..every.clone() });
    kinds.chain(states).chain(counterparts).chain(sources).chain([every.clone()]).collect()
}

fn filtered_pointers(parent: &str) -> Vec<ListPointersRequest> {
    let every = ListPointersRequest { parent: parent.to_owned(), ..Default::default() };
    let states =
        all(PointerState::try_from).map(|state| ListPointersRequest { states: vec![state], ..every.clone() });
    states.chain([every.clone()]).collect()
}

fn filtered_disclosures(parent: &str) -> Vec<ListDisclosuresRequest> {
    let every = ListDisclosuresRequest { parent: parent.to_owned(), ..Default::default() };
    let directions =
        all(Direction::try_from).map(|direction| ListDisclosuresRequest { direction, ..every.clone() });
    let counterparts = ORGANISATIONS
        .map(|code| ListDisclosuresRequest { counterpart: format!("organisations/{code}"), ..every.clone() });
    directions.chain(counterparts).chain([every.clone()]).collect()
}

/// All values of an enum but the unspecified one. Some have no value between others.
fn all<T: Into<i32>, E>(read: impl Fn(i32) -> Result<T, E>) -> impl Iterator<Item = i32> {
    (1..64).filter_map(move |number| read(number).ok()).map(Into::into)
}

/// Reads a list to its end, two things a page.
async fn walk<R: Paged + Clone>(who: &Reader, mut request: R, seen: &mut Seen) {
    *request.page().0 = 2;
    loop {
        let question = Question::of(&request);
        let told = who.wire.told(&question).await;
        let next = told.as_ref().map_or_else(|_| String::new(), |page| next_page_token(page));
        seen.insert(question, told);
        if next.is_empty() {
            return;
        }
        *request.page().1 = next;
    }
}

async fn all_see(people: &[Reader], known: &Known) -> Vec<Seen> {
    let mut all = Vec::new();
    for who in people {
        all.push(sees(who, known).await);
    }
    all
}

fn readable(told: &Told) -> String {
    told.as_ref()
        .map_or_else(|refusal| format!("{refusal:?}"), |answer| String::from_utf8_lossy(answer).into_owned())
}

/// Plants rows for `readers`: what `people`, who are not of them, see stays as it was, and what `one` of them sees does not.
async fn nothing_changes(world: &World, readers: &[&str], people: &[Reader], one: &Reader) {
    let known = Box::pin(fill(world)).await;
    let (before, theirs) = (all_see(people, &known).await, sees(one, &known).await);
    plant(world, readers).await;
    for (who, (before, after)) in people.iter().zip(before.iter().zip(all_see(people, &known).await)) {
        for (question, told) in &after {
            let (now, then) = (readable(told), before.get(question).map(readable));
            assert!(
                Some(told) == before.get(question),
                "{} asks {question:?}:\n{now}\n{then:?}",
                who.parent()
            );
        }
        assert_eq!(after.len(), before.len(), "a walk ended sooner");
    }
    assert!(sees(one, &known).await != theirs, "what is planted for a reader is there");
}

#[tokio::test]
async fn rows_for_others_show_to_nobody_at_hmrc_the_home_office_or_the_regulator() {
    let world = World::new().await;
    let (hmrc, ico) = (world.hmrc(), world.ico());
    let people = [
        hmrc.reporter(),
        hmrc.handler(),
        hmrc.dpo(),
        hmrc.role("dept.learning"),
        world.home_office().dpo(),
        ico.case_officer(),
        ico.lead(),
    ];
    let people: Vec<_> = people.map(Reader::from).into_iter().chain([Reader::anybody(&world)]).collect();
    nothing_changes(&world, &["moj", "gcdo", "ncsc", DISTANT], &people, &world.moj().handler().into()).await;

    let request = requests::create(&hmrc.name(), requests::report("Asked twice"));
    hmrc.handler().wire.calls(request.clone()).await.unwrap();
    let owner = world.database.owner().await;
    owner.execute("UPDATE request_memory SET reader = 'moj'").await.unwrap();
    let again = refused(hmrc.handler().wire.calls(request).await);
    assert_eq!(again, (Code::NotFound, "NOT_FOUND".to_owned()), "nor what was answered to another reader");
}

#[tokio::test]
async fn rows_for_others_show_to_nobody_at_the_ministry_of_justice_or_in_the_centre() {
    let world = World::new().await;
    let moj = world.moj();
    let people = [
        moj.reporter(),
        moj.handler(),
        moj.dpo(),
        world.gcdo().role("gcdo.principal"),
        world.ncsc().role("ncsc.incident"),
        world.ncsc().role("ncsc.liaison"),
    ];
    let people: Vec<_> = people.map(Reader::from).into_iter().chain([Reader::anybody(&world)]).collect();
    nothing_changes(
        &world,
        &["hmrc", "home-office", "ico", DISTANT],
        &people,
        &world.hmrc().handler().into(),
    )
    .await;
}
