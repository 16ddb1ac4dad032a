//! Log-in on a page.

use crate::world::{CALLBACK, GOODBYE, VERIFIER, World, body, sent_back, text};
use jiff::SignedDuration;
use local::issuer::{Kind, Organisation, PERSONAS, Persona, SECRET, WEB_CLIENT};
use openidconnect::{
    AuthenticationFlow, AuthorizationCode, ClientId, ClientSecret, CsrfToken, HttpRequest, HttpResponse,
    IssuerUrl, Nonce, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, TokenResponse as _,
    core::{CoreClient, CoreProviderMetadata, CoreResponseType},
};
use reqwest::Response;
use serde_json::{Value, json};

const SECOND: SignedDuration = SignedDuration::from_secs(1);

/// Carries openidconnect's calls.
async fn carry(http: reqwest::Client, request: HttpRequest) -> Result<HttpResponse, reqwest::Error> {
    let answer = http.execute(request.try_into()?).await?;
    let (status, headers) = (answer.status(), answer.headers().clone());
    let mut response = HttpResponse::new(answer.bytes().await?.to_vec());
    (*response.status_mut(), *response.headers_mut()) = (status, headers);
    Ok(response)
}

#[tokio::test]
async fn a_standard_client_discovers_each_issuer_and_logs_somebody_in() {
    let world = World::new().await;
    let carrier = |request| carry(world.http.clone(), request);
    for client_id in ["hmrc-dpo", "moj-dpo", "home-office-dpo", "gcdo-lead", "ico-case", "ncsc-incident"] {
        let persona = Persona::named(client_id).unwrap();
        let issuer = IssuerUrl::new(world.issuer.url(persona.organisation)).unwrap();
        let metadata = CoreProviderMetadata::discover_async(issuer, &carrier).await.unwrap();
        let client = CoreClient::from_provider_metadata(
            metadata,
            ClientId::new(WEB_CLIENT.into()),
            Some(ClientSecret::new(SECRET.into())),
        )
        .set_redirect_uri(RedirectUrl::new(CALLBACK.into()).unwrap());
        let nonce = || Nonce::new("a nonce".into());
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(VERIFIER.into()));
        let flow = AuthenticationFlow::<CoreResponseType>::AuthorizationCode;
        let (url, ..) = client
            .authorize_url(flow, || CsrfToken::new("a state".into()), nonce)
            .set_pkce_challenge(challenge)
            .url();
        let pressed = world.http.post(url.as_str()).form(&[("persona", client_id)]).send().await.unwrap();
        let answer = sent_back(&pressed);
        assert_eq!(answer["state"], "a state");
        assert_eq!(answer["iss"], world.issuer.url(persona.organisation));
        assert_eq!(answer["from"], "issuer");

        let tokens = client
            .exchange_code(AuthorizationCode::new(answer["code"].clone()))
            .unwrap()
            .set_pkce_verifier(PkceCodeVerifier::new(VERIFIER.into()))
            .request_async(&carrier)
            .await
            .unwrap();
        let now = world.now();
        let verifier = client.id_token_verifier().set_time_fn(move || {
            let now = now.as_second().try_into();
            now.map(std::time::Duration::from_secs).map(|now| (std::time::UNIX_EPOCH + now).into()).unwrap()
        });
        let id = tokens.id_token().unwrap().claims(&verifier, &nonce()).unwrap();
        assert_eq!(id.subject().as_str(), persona.subject());
    }
}

#[tokio::test]
async fn the_tokens_say_who_logged_in_and_when() {
    let world = World::new().await;
    let code = world.code(Organisation::Hmrc, "hmrc-dpo").await;
    let logged_in = world.now().as_second();
    world.pass(SECOND * 5);
    let answer = body(world.redeem(Organisation::Hmrc, &code, &[]).await).await;
    assert_eq!((&answer["token_type"], &answer["expires_in"]), (&json!("Bearer"), &json!(600)));
    assert_eq!(answer["scope"], "openid");
    let iss = world.issuer.url(Organisation::Hmrc);
    let sub = Persona::named("hmrc-dpo").unwrap().subject();

    let id_token = text(&answer["id_token"]);
    assert_eq!(jsonwebtoken::decode_header(&id_token).unwrap().typ.as_deref(), Some("JWT"));
    let claims = world.verified(Organisation::Hmrc, &id_token).await.unwrap();
    assert_eq!(
        claims,
        json!({
            "iss": iss, "sub": sub, "aud": WEB_CLIENT, "iat": logged_in + 5, "exp": logged_in + 605,
            "auth_time": logged_in, "nonce": "the nonce", "name": "Gareth Hughes",
            "roles": ["dept.dpo"], "sid": claims["sid"],
        })
    );
    let access_token = text(&answer["access_token"]);
    assert_eq!(jsonwebtoken::decode_header(&access_token).unwrap().typ.as_deref(), Some("at+jwt"));
    let claims = world.verified(Organisation::Hmrc, &access_token).await.unwrap();
    assert_eq!(
        claims,
        json!({
            "iss": iss, "sub": sub, "aud": "concordat", "client_id": WEB_CLIENT, "roles": ["dept.dpo"],
            "iat": logged_in + 5, "nbf": logged_in + 5, "exp": logged_in + 605, "auth_time": logged_in,
            "jti": claims["jti"],
        })
    );
    // The same person, whichever way they came.
    let stand_in = world.access_token(Organisation::Hmrc, "hmrc-dpo").await;
    assert_eq!(world.verified(Organisation::Hmrc, &stand_in).await.unwrap()["sub"], sub);
}

#[tokio::test]
async fn whoever_has_several_roles_has_them_in_every_token() {
    let world = World::new().await;
    for (client_id, roles) in
        [("moj-duty", json!(["dept.handler", "dept.dpo"])), ("ico-duty", json!(["ico.case", "ico.lead"]))]
    {
        let organisation = Persona::named(client_id).unwrap().organisation;
        let code = world.code(organisation, client_id).await;
        let tokens = body(world.redeem(organisation, &code, &[]).await).await;
        let stand_in = world.access_token(organisation, client_id).await;
        for token in [text(&tokens["id_token"]), text(&tokens["access_token"]), stand_in] {
            assert_eq!(world.verified(organisation, &token).await.unwrap()["roles"], roles);
        }
    }
}

#[tokio::test]
async fn a_request_without_nonce_or_state_gets_none_back() {
    let world = World::new().await;
    let url = world.authorize_url(Organisation::Hmrc, &[("nonce", ""), ("state", "")]);
    let pressed = world.http.post(url).form(&[("persona", "hmrc-dpo")]).send().await.unwrap();
    let answer = sent_back(&pressed);
    assert!(!answer.contains_key("state"));
    let tokens = body(world.redeem(Organisation::Hmrc, &answer["code"], &[]).await).await;
    let claims = world.verified(Organisation::Hmrc, &text(&tokens["id_token"])).await.unwrap();
    assert_eq!(claims.get("nonce"), None);
}

#[tokio::test]
async fn a_code_serves_once_for_the_one_it_was_given_to_and_within_a_minute() {
    let world = World::new().await;
    let hmrc = Organisation::Hmrc;
    let code = world.code(hmrc, "hmrc-dpo").await;
    world.pass(SECOND * 59);
    assert_eq!(world.redeem(hmrc, &code, &[]).await.status(), 200);
    refused(world.redeem(hmrc, &code, &[]).await, "invalid_grant").await;

    let expired = world.code(hmrc, "hmrc-dpo").await;
    world.pass(SECOND * 60);
    refused(world.redeem(hmrc, &expired, &[]).await, "invalid_grant").await;
    refused(world.redeem(hmrc, "made-up", &[]).await, "invalid_grant").await;
    let others = world.code(hmrc, "hmrc-dpo").await;
    refused(world.redeem(Organisation::Moj, &others, &[]).await, "invalid_grant").await;

    for wrong in [
        ("code_verifier", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXl"),
        ("code_verifier", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
        ("redirect_uri", "http://127.0.0.1:8080/callback"),
        ("redirect_uri", GOODBYE),
    ] {
        let code = world.code(hmrc, "hmrc-dpo").await;
        refused(world.redeem(hmrc, &code, &[wrong]).await, "invalid_grant").await;
        // Whoever tried to guess has spent it.
        refused(world.redeem(hmrc, &code, &[]).await, "invalid_grant").await;
    }
    for missing in ["code_verifier", "redirect_uri", "code"] {
        let code = world.code(hmrc, "hmrc-dpo").await;
        refused(world.redeem(hmrc, &code, &[(missing, "")]).await, "invalid_request").await;
    }
}

async fn refused(answer: Response, error: &str) {
    assert_eq!(answer.status(), 400);
    assert_eq!(body(answer).await["error"], error);
}

#[tokio::test]
async fn the_page_lists_the_organisation_s_people_and_nobody_else() {
    let world = World::new().await;
    for organisation in Organisation::ALL {
        let page = world.ask(organisation, &[], "").await;
        assert_eq!(page.status(), 200);
        assert_eq!(page.headers()["cache-control"], "no-store");
        let policy = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
        assert!(policy.contains("default-src 'none'"), "{policy}");
        assert!(policy.contains("form-action 'self' http://127.0.0.1:8080;"), "{policy}");
        let html = page.text().await.unwrap();
        for part in [
            "<html lang=\"en\">",
            &format!("<title>Log in at {organisation} – development identity provider</title>"),
            &format!("<main><h1>Log in at {organisation}</h1>"),
            "This is the development identity provider",
            "<form method=\"post\">",
        ] {
            assert!(html.contains(part), "{html}");
        }
        for persona in PERSONAS {
            let button = format!(r#"<button name="persona" value="{}">"#, persona.client_id);
            let person = matches!(persona.kind, Kind::Person(_));
            assert_eq!(html.contains(&button), person && persona.organisation == organisation, "{button}");
        }
    }
}

#[tokio::test]
async fn a_hint_puts_one_of_the_people_first_and_leaves_the_others_in_their_order() {
    let world = World::new().await;
    let subject = Persona::named("moj-duty").unwrap().subject();
    let foreign = Persona::named("ico-duty").unwrap().subject();
    for (hint, order) in [
        ("", ["moj-dpo", "moj-duty"]),
        ("moj-dpo", ["moj-dpo", "moj-duty"]),
        ("moj-duty", ["moj-duty", "moj-dpo"]),
        (&subject, ["moj-duty", "moj-dpo"]),
        ("ico-duty", ["moj-dpo", "moj-duty"]),
        (&foreign, ["moj-dpo", "moj-duty"]),
        ("<b>", ["moj-dpo", "moj-duty"]),
    ] {
        let page = world.ask(Organisation::Moj, &[("login_hint", hint)], "").await.text().await.unwrap();
        let mut buttons = page.split(r#"value=""#).skip(1).map(|rest| rest.split('"').next().unwrap());
        assert_eq!([buttons.next(), buttons.next(), buttons.next()], [Some(order[0]), Some(order[1]), None]);
        assert!(!page.contains("<b>"));
    }
}

#[tokio::test]
async fn nobody_logs_in_who_is_not_on_the_page() {
    let world = World::new().await;
    for persona in ["hmrc-system", "ico-case", "nobody", ""] {
        let answer = world.press(Organisation::Hmrc, persona).await;
        assert_eq!(answer.status(), 400, "{persona}");
        assert!(!answer.headers().contains_key("set-cookie"));
    }
}

#[tokio::test]
async fn a_request_that_may_not_be_the_web_client_s_is_never_sent_on() {
    let world = World::new().await;
    for change in [
        ("client_id", "hmrc-dpo"),
        ("client_id", ""),
        ("redirect_uri", ""),
        ("redirect_uri", "http://127.0.0.1:8080/callback"),
        ("redirect_uri", "http://127.0.0.1:8080/callback?from=issuer&more=1"),
        ("redirect_uri", "http://127.0.0.1:8080/callback/?from=issuer"),
        ("redirect_uri", "http://localhost:8080/callback?from=issuer"),
        ("redirect_uri", GOODBYE),
    ] {
        let url = world.authorize_url(Organisation::Hmrc, &[change]);
        let form = [("persona", "hmrc-dpo")];
        for request in [world.http.get(&url), world.http.post(&url).form(&form)] {
            let answer = request.send().await.unwrap();
            assert_eq!(answer.status(), 400, "{change:?}");
            assert!(
                !answer.headers().contains_key("location") && !answer.headers().contains_key("set-cookie")
            );
        }
    }
    let twice = format!("{}&state=another", world.authorize_url(Organisation::Hmrc, &[]));
    assert_eq!(world.http.get(twice).send().await.unwrap().status(), 400);
}

#[tokio::test]
async fn the_web_client_is_told_what_is_wrong_with_its_request() {
    let world = World::new().await;
    for (change, error) in [
        (("response_type", "token"), "unsupported_response_type"),
        (("response_type", ""), "unsupported_response_type"),
        (("scope", "profile"), "invalid_scope"),
        (("scope", ""), "invalid_scope"),
        (("code_challenge", ""), "invalid_request"),
        (("code_challenge", "too-short"), "invalid_request"),
        (("code_challenge_method", "plain"), "invalid_request"),
        (("code_challenge_method", ""), "invalid_request"),
        (("prompt", "none login"), "invalid_request"),
        (("max_age", "soon"), "invalid_request"),
        (("max_age", "-1"), "invalid_request"),
        (("prompt", "none"), "login_required"),
    ] {
        let answer = sent_back(&world.ask(Organisation::Hmrc, &[change], "").await);
        assert_eq!(answer["error"], error, "{change:?}");
        assert_eq!(answer["state"], "the state");
        assert_eq!(answer["iss"], world.issuer.url(Organisation::Hmrc));
        assert!(!answer.contains_key("code"));
    }
}

#[tokio::test]
async fn an_issuer_says_of_itself_what_it_does() {
    let world = World::new().await;
    let found: Value =
        world.get(Organisation::Ico, "/.well-known/openid-configuration").await.json().await.unwrap();
    let url = world.issuer.url(Organisation::Ico);
    for (member, value) in [
        ("issuer", json!(url)),
        ("authorization_endpoint", json!(format!("{url}/authorize"))),
        ("token_endpoint", json!(format!("{url}/token"))),
        ("jwks_uri", json!(format!("{url}/jwks"))),
        ("end_session_endpoint", json!(format!("{url}/logout"))),
        ("response_types_supported", json!(["code"])),
        ("subject_types_supported", json!(["public"])),
        ("id_token_signing_alg_values_supported", json!(["RS256"])),
        ("code_challenge_methods_supported", json!(["S256"])),
        ("token_endpoint_auth_methods_supported", json!(["client_secret_basic", "client_secret_post"])),
        ("grant_types_supported", json!(["authorization_code", "client_credentials"])),
        ("backchannel_logout_supported", json!(true)),
        ("backchannel_logout_session_supported", json!(true)),
        ("frontchannel_logout_supported", json!(false)),
    ] {
        assert_eq!(found[member], value, "{member}");
    }
    // And it says of the people what it promises to.
    let persona = world.identity(Organisation::Ico, &world.press(Organisation::Ico, "ico-case").await).await;
    let mut promised: Vec<String> = serde_json::from_value(found["claims_supported"].clone()).unwrap();
    promised.sort_unstable();
    assert_eq!(promised, persona.as_object().unwrap().keys().cloned().collect::<Vec<_>>());
}
