//! Small sites, for tests of the browser itself.

use axum::{
    Router,
    extract::RawQuery,
    http::StatusCode,
    response::{Html, IntoResponse},
    routing::{get, post},
};
use tokio::{net::TcpListener, task::JoinHandle};

/// Pages of one header and one body, beside those that every site has; they go with the value.
pub(super) struct Site {
    pub(super) url: String,
    serving: JoinHandle<()>,
}

impl Site {
    /// Serves `body` as the page of every path, with a content security policy or none.
    pub(super) async fn of(body: &str, policy: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        Self::on(listener, Router::new(), body, policy)
    }

    /// The same with more pages, for which one has to know where it will be.
    pub(super) fn on(listener: TcpListener, more: Router, body: &str, policy: &'static str) -> Self {
        let url = format!("http://{}", listener.local_addr().unwrap());
        let page = document("A page", body);
        let headers = [("content-security-policy", policy)];
        let page = get(async move || (headers, Html(page)));
        let router = more
            .route("/sent", post(sent).get(asked))
            .route("/refused", get(async || (StatusCode::NOT_FOUND, Html(document("Not here", "")))))
            .route("/absent.js", get(StatusCode::NOT_FOUND))
            .fallback_service(page);
        let serving = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, serving }
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// Shows what a form sent.
async fn sent(fields: String) -> impl IntoResponse {
    Html(document("Sent", &format!("<p>{}</p>", fields.replace('&', "&amp;"))))
}

/// Shows what came with an address.
async fn asked(RawQuery(query): RawQuery) -> impl IntoResponse {
    sent(query.unwrap_or_default()).await
}

fn document(title: &str, body: &str) -> String {
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title>\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"></head>\
         <body><main><h1>{title}</h1>{body}</main></body></html>"
    )
}
