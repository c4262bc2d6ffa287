//! Answers that are no results, as pages for those who browse. Machines get JSON.

use axum::extract::Request;
use axum::http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, Method};
use axum::response::{IntoResponse, Response};

use super::problem::Said;
use super::settings::Settings;
use super::web::{is_page, refusal};

/// Whether a person asks, with a browser. A platform may want its report as HTML,
/// but posts for it.
pub(super) fn browses(request: &Request) -> bool {
    let looks = matches!(*request.method(), Method::GET | Method::HEAD);
    (looks || is_page(request.uri().path())) && accepts_html(request.headers())
}

fn accepts_html(headers: &HeaderMap) -> bool {
    let said = headers.get_all(ACCEPT).iter();
    let mut kinds = said
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','));
    kinds.any(|kind| {
        let kind = kind.split(';').next().unwrap_or_default();
        kind.trim().eq_ignore_ascii_case("text/html")
    })
}

/// The same as a page, if it is no result and no page yet.
pub(super) fn as_page(response: Response, settings: &Settings) -> Response {
    let status = response.status();
    let is_failure = status.is_client_error() || status.is_server_error();
    let kind = response.headers().get(CONTENT_TYPE);
    let is_html = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if !is_failure || is_html {
        return response;
    }
    let text = match response.extensions().get::<Said>() {
        Some(Said(text)) => capital(text),
        None => "This is nothing that the server has an answer to.".to_owned(),
    };
    let mut headers = response.headers().clone();
    headers.remove(CONTENT_TYPE);
    headers.remove(CONTENT_LENGTH);
    let prefix = match settings.checkers.as_slice() {
        [_] | [] => String::new(),
        [first, ..] => format!("/{first}"),
    };
    let mut page = refusal(&prefix, status, &text).into_response();
    *page.status_mut() = status;
    page.headers_mut().extend(headers);
    page
}

/// A message as a sentence.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_uppercase());
    let sentence: String = first.into_iter().flatten().chain(letters).collect();
    match sentence.ends_with(['.', '?', '!']) {
        true => sentence,
        false => format!("{sentence}."),
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::{StatusCode, header::RETRY_AFTER};

    use super::*;
    use crate::serve::problem::Problem;
    use crate::serve::shares::NoRoom;

    fn asked(method: Method, path: &str, accept: &str) -> bool {
        let request = Request::builder().method(method).uri(path);
        browses(&request.header(ACCEPT, accept).body(Body::empty()).unwrap())
    }

    #[test]
    fn a_person_browses_and_a_machine_does_not() {
        let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
        assert!(asked(Method::GET, "/probe?target=a", browser));
        assert!(asked(Method::POST, "/check", browser));
        assert!(!asked(Method::POST, "/report", "text/html"));
        for accept in ["*/*", "application/json", "", "text/plain;version=0.0.4"] {
            assert!(!asked(Method::GET, "/probe?target=a", accept), "{accept}");
        }
    }

    #[test]
    fn a_refusal_keeps_its_status_and_its_headers() {
        let refused = Problem::from(NoRoom::Own).into_response();
        let page = as_page(refused, &Settings::default());
        assert_eq!(page.status(), StatusCode::TOO_MANY_REQUESTS);
        assert!(page.headers().contains_key(RETRY_AFTER));
        let kinds: Vec<_> = page.headers().get_all(CONTENT_TYPE).iter().collect();
        assert_eq!(kinds, ["text/html; charset=utf-8"]);
    }

    #[test]
    fn a_result_stays_as_it_is() {
        let result = "{}".into_response();
        let same = as_page(result, &Settings::default());
        assert_eq!(same.headers()[CONTENT_TYPE], "text/plain; charset=utf-8");
    }
}
