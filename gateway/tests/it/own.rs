//! What the gateway answers itself.

use crate::{
    caller::{Caller, refused},
    world::{PROTO, Plan, World, descriptors},
};
use contracts::directory as pb;
use prost::Message as _;
use prost_reflect::DescriptorPool;
use std::collections::BTreeSet;
use tonic::Code;
use tonic_health::pb::{HealthCheckRequest, HealthCheckResponse, health_check_response::ServingStatus};
use tonic_reflection::pb::{v1, v1alpha};

pub(crate) const NOT_SERVING: Result<i32, Code> = Ok(ServingStatus::NotServing as i32);

/// What the gateway says of a service's health.
pub(crate) async fn health(caller: &Caller, service: &str) -> Result<i32, Code> {
    let request = HealthCheckRequest { service: service.to_owned() };
    let answer = caller.call::<_, HealthCheckResponse>("/grpc.health.v1.Health/Check", request).await;
    answer.map(|answer| answer.into_inner().status).map_err(|status| status.code())
}

async fn reflect(
    caller: &Caller,
    request: v1::server_reflection_request::MessageRequest,
) -> v1::ServerReflectionResponse {
    let request = v1::ServerReflectionRequest { host: String::new(), message_request: Some(request) };
    let path = "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo";
    let answer = caller.stream(path, tokio_stream::once(request)).await.unwrap();
    answer.into_inner().message().await.unwrap().unwrap()
}

#[tokio::test]
async fn anybody_may_ask_whether_the_gateway_is_well() {
    let world = World::new().await;
    let nobody = world.stranger().await;
    assert_eq!(health(&nobody, "").await, Ok(ServingStatus::Serving as i32));
    assert_eq!(
        health(&nobody, "toy.v1.ToyService").await,
        Err(Code::NotFound),
        "the services' own is not its to tell"
    );
    let watch = HealthCheckRequest::default();
    let watching = nobody.stream("/grpc.health.v1.Health/Watch", tokio_stream::once(watch)).await.unwrap();
    let said: HealthCheckResponse = watching.into_inner().message().await.unwrap().unwrap();
    assert_eq!(said.status(), ServingStatus::Serving);
}

#[tokio::test]
async fn anybody_may_ask_what_is_served_and_how() {
    let world = World::new().await;
    let nobody = world.stranger().await;
    let list = v1::server_reflection_request::MessageRequest::ListServices(String::new());
    let Some(v1::server_reflection_response::MessageResponse::ListServicesResponse(listed)) =
        reflect(&nobody, list).await.message_response
    else {
        panic!("no list")
    };
    let names: BTreeSet<_> = listed.service.iter().map(|service| service.name.as_str()).collect();
    let served = ["toy.v1.ToyService", "concordat.directory.v1.DirectoryService"];
    assert_eq!(names, served.into_iter().chain(gateway::OPEN).collect());

    let symbol =
        v1::server_reflection_request::MessageRequest::FileContainingSymbol("toy.v1.ToyService".to_owned());
    let Some(v1::server_reflection_response::MessageResponse::FileDescriptorResponse(files)) =
        reflect(&nobody, symbol).await.message_response
    else {
        panic!("no file")
    };
    // Byte for byte as compiled, so with the options.
    let whole = DescriptorPool::decode(descriptors(PROTO).as_slice()).unwrap();
    let toy = whole.get_file_by_name("toy.proto").unwrap().encode_to_vec();
    assert_eq!(files.file_descriptor_proto, [toy]);

    let request = v1alpha::ServerReflectionRequest {
        host: String::new(),
        message_request: Some(
            v1alpha::server_reflection_request::MessageRequest::ListServices(String::new()),
        ),
    };
    let path = "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo";
    let answer = nobody.stream(path, tokio_stream::once(request)).await.unwrap();
    let answer: v1alpha::ServerReflectionResponse = answer.into_inner().message().await.unwrap().unwrap();
    assert!(answer.encoded_len() > 0);
}

async fn organisation(caller: &Caller, name: &str) -> Result<pb::Organisation, (Code, String)> {
    let request = pb::GetOrganisationRequest { name: name.to_owned() };
    let path = "/concordat.directory.v1.DirectoryService/GetOrganisation";
    match caller.call::<_, pb::GetOrganisationResponse>(path, request).await {
        Ok(answer) => Ok(answer.into_inner().organisation.unwrap()),
        answer => Err(refused(answer)),
    }
}

async fn organisations(
    caller: &Caller,
    page_size: i32,
    page_token: &str,
) -> Result<pb::ListOrganisationsResponse, (Code, String)> {
    let request = pb::ListOrganisationsRequest { page_size, page_token: page_token.to_owned() };
    let path = "/concordat.directory.v1.DirectoryService/ListOrganisations";
    match caller.call(path, request).await {
        Ok(answer) => Ok(answer.into_inner()),
        answer => Err(refused(answer)),
    }
}

#[tokio::test]
async fn every_role_reads_the_directory_and_nobody_else_does() {
    let world = World::new().await;
    let caller = world.caller("ico", &["ico.investigations"]).await;
    let agency = organisation(&caller, "organisations/legal-aid-agency").await.unwrap();
    assert_eq!(
        (agency.display_name.as_str(), agency.parent.as_str()),
        ("Legal Aid Agency", "organisations/moj")
    );
    assert_eq!(agency.party(), contracts::access::Party::Department);
    for (name, code, reason) in [
        ("organisations/nowhere", Code::NotFound, "NOT_FOUND"),
        ("organisations/HMRC", Code::InvalidArgument, "FIELD_INVALID"),
        ("hmrc", Code::InvalidArgument, "FIELD_INVALID"),
    ] {
        assert_eq!(organisation(&caller, name).await.unwrap_err(), (code, reason.to_owned()), "{name}");
    }
    let stranger = world.stranger().await;
    assert_eq!(organisation(&stranger, "organisations/hmrc").await.unwrap_err().0, Code::Unauthenticated);
    let nobody = world.caller("hmrc", &[]).await;
    assert_eq!(organisation(&nobody, "organisations/hmrc").await.unwrap_err().0, Code::PermissionDenied);
}

#[tokio::test]
async fn organisations_are_walked_page_by_page() {
    let world = World::new().await;
    let caller = world.caller("hmrc", &["dept.learning"]).await;
    let all = organisations(&caller, 0, "").await.unwrap();
    assert!(all.organisations.is_sorted_by(|one, next| one.name < next.name));
    assert!(all.organisations.len() > 4 && all.next_page_token.is_empty());
    let (mut walked, mut token, mut pages) = (Vec::new(), String::new(), 0);
    loop {
        let page = organisations(&caller, 3, &token).await.unwrap();
        assert_eq!(page.directory_version, all.directory_version);
        walked.extend(page.organisations);
        (token, pages) = (page.next_page_token, pages + 1);
        if token.is_empty() {
            break;
        }
    }
    assert_eq!((walked, pages), (all.organisations.clone(), all.organisations.len().div_ceil(3)));

    let token = organisations(&caller, 1, "").await.unwrap().next_page_token;
    let other = world.caller("ico", &["ico.case"]).await;
    let invalid = (Code::InvalidArgument, "FIELD_INVALID".to_owned());
    assert_eq!(organisations(&other, 1, &token).await.unwrap_err(), invalid, "another's token");
    assert_eq!(organisations(&caller, 1, "hmrc").await.unwrap_err(), invalid);
    assert_eq!(organisations(&caller, -1, "").await.unwrap_err(), invalid);
}

#[tokio::test]
async fn vocabularies_are_the_labelled_enums_of_every_contract() {
    let world = World::new().await;
    let caller = world.caller("hmrc", &["dept.dpo"]).await;
    let list = async |names: &[&str]| {
        let request =
            pb::ListVocabulariesRequest { names: names.iter().map(|name| (*name).to_owned()).collect() };
        let path = "/concordat.directory.v1.DirectoryService/ListVocabularies";
        caller.call::<_, pb::ListVocabulariesResponse>(path, request).await.unwrap().into_inner().vocabularies
    };
    let all = list(&[]).await;
    let names: Vec<_> = all.iter().map(|vocabulary| vocabulary.name.as_str()).collect();
    assert!(names.is_sorted() && names.contains(&"concordat.breaches.v1.IncidentType"));
    assert!(!names.contains(&"concordat.access.v1.Reason"), "it has no labels");
    assert!(
        all.iter()
            .all(|vocabulary| vocabulary.terms.iter().all(|term| !term.label.is_empty() && term.number > 0))
    );
    let [colour] = list(&["toy.v1.Colour", "toy.v1.Nothing"]).await.try_into().unwrap();
    let red =
        pb::Term { value: "COLOUR_RED".to_owned(), number: 1, label: "Red, as a pillar box".to_owned() };
    assert_eq!((colour.name.as_str(), colour.terms), ("toy.v1.Colour", vec![red]));
}

#[tokio::test]
async fn names_are_those_of_the_day_in_london() {
    let plan = Plan::new().await;
    let directory =
        std::fs::read_to_string(crate::world::root().join("../deploy/reference/directory.toml")).unwrap();
    let from = r#"name = "Information Commissioner's Office" }"#;
    assert!(directory.contains(from));
    let renamed = format!(r#"{from}, {{ from = "2026-05-04", name = "Information Commission" }}"#);
    plan.write("directory.toml", &directory.replace(from, &renamed));
    let world =
        plan.start_with(|config| config.directory = config.policy[0].with_file_name("directory.toml")).await;
    let name = async || {
        let caller = world.caller("hmrc", &["dept.dpo"]).await;
        organisation(&caller, "organisations/ico").await.unwrap().display_name
    };
    // In May midnight in London comes an hour before midnight in Greenwich: 14 hours after nine.
    world.plan.clock.advance(14 * 3_600 - 1);
    assert_eq!(name().await, "Information Commissioner's Office");
    world.plan.clock.advance(1);
    assert_eq!(name().await, "Information Commission");
}
