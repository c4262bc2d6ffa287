//! Refuses what another site's page asks for, and tells browsers what the
//! answer may do.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{
    CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::content_policy;
use super::health::is_health;
use super::origin::{Refused, known_host, not_across_sites, one_host, same_origin};
use super::probe;
use super::problem::Problem;
use super::refusals;
use super::service::Service;
use super::settings::Settings;
use super::shares::NoRoom;
use super::web::is_page;

/// What search engines may do with a page.
const ROBOTS: HeaderName = HeaderName::from_static("x-robots-tag");

pub(super) async fn guard(
    State(service): State<Arc<Service>>,
    request: Request,
    next: Next,
) -> Response {
    let page = is_page(request.uri().path());
    let browses = refusals::browses(&request);
    let mut response = match admit(&request, page, &service.settings) {
        Err(problem) => problem.into_response(),
        Ok(()) => next.run(request).await,
    };
    if browses {
        response = refusals::as_page(response, &service.settings);
    }
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &'static str| {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    };
    set(CONTENT_SECURITY_POLICY, content_policy::PAGE);
    set(X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(REFERRER_POLICY, "no-referrer");
    if page {
        set(X_FRAME_OPTIONS, "DENY");
        // Links are for those who were given them.
        set(ROBOTS, "noindex, nofollow");
    }
    response
}

fn admit(request: &Request, page: bool, settings: &Settings) -> Result<(), Problem> {
    let (headers, path) = (request.headers(), request.uri().path());
    let health = !page && is_health(path);
    // A connection without a place: only the server's health can be asked for.
    if let Some(no_room) = request.extensions().get::<NoRoom>()
        && !health
    {
        return Err((*no_room).into());
    }
    let refuse = |refused: Refused| Problem::Refused {
        hint: match (&refused, settings.host_hint) {
            (Refused::Host(name), Some(hint)) => Some(hint(name)),
            _ => None,
        },
        refused,
    };
    let host = one_host(request).map_err(|error| Problem::Request(error.to_string()))?;
    if request.method() == Method::POST {
        same_origin(headers).map_err(refuse)?;
    } else if probe::begins_check(path) {
        not_across_sites(headers).map_err(refuse)?;
    }
    // Pages hold to it in any case: they are what a browser is there for.
    if page || (!health && !settings.hosts.is_empty()) {
        known_host(host.as_ref(), &settings.hosts).map_err(refuse)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    fn get(path: &str, headers: &[(&str, &str)]) -> Request {
        let request = Request::builder().uri(path);
        let request = headers.iter().fold(request, |request, (name, value)| {
            request.header(*name, *value)
        });
        request.body(Body::empty()).unwrap()
    }

    fn status(request: &Request, hosts: &[&str]) -> u16 {
        let settings = Settings {
            hosts: hosts.iter().map(|name| (*name).to_owned()).collect(),
            ..Settings::default()
        };
        let page = is_page(request.uri().path());
        match admit(request, page, &settings) {
            Ok(()) => 200,
            Err(problem) => problem.status().as_u16(),
        }
    }

    const ROUTES: [&str; 8] = [
        "/definition",
        "/collect",
        "/evaluate",
        "/report",
        "/probe?target=a.example",
        "/targets",
        "/metrics",
        "/tls/probe?target=a.example",
    ];

    #[test]
    fn where_names_are_named_every_route_but_the_health_holds_to_them() {
        for path in ROUTES.into_iter().chain(["/", "/check", "/probe-it/check"]) {
            let status = |host| status(&get(path, &[("host", host)]), &["check.example.org"]);
            assert_eq!(status("evil.example"), 403, "{path}");
            assert_eq!(status("check.example.org:8080"), 200, "{path}");
            assert_eq!(status("127.0.0.1:8080"), 200, "{path}");
        }
        for path in ["/health", "/tls/health"] {
            let strange = get(path, &[("host", "evil.example")]);
            assert_eq!(status(&strange, &["check.example.org"]), 200, "{path}");
        }
        // An identifier of a check is no way around it.
        let page = get("/check/health", &[("host", "evil.example")]);
        assert_eq!(status(&page, &["check.example.org"]), 403);
    }

    #[test]
    fn where_no_name_is_named_only_the_pages_hold_to_it() {
        for path in ROUTES {
            assert_eq!(status(&get(path, &[("host", "evil.example")]), &[]), 200);
        }
        assert_eq!(
            status(&get("/check", &[("host", "evil.example")]), &[]),
            403
        );
    }

    #[test]
    fn a_page_of_another_site_begins_no_check() {
        let asked =
            |path, site| status(&get(path, &[("host", "a"), ("sec-fetch-site", site)]), &[]);
        for path in ["/probe?target=a.example", "/tls/probe?target=a.example"] {
            assert_eq!(asked(path, "cross-site"), 403);
            for site in ["none", "same-origin", "same-site"] {
                assert_eq!(asked(path, site), 200, "{site}");
            }
        }
        // A link to the form is welcome.
        let linked = get(
            "/check",
            &[("host", "localhost"), ("sec-fetch-site", "cross-site")],
        );
        assert_eq!(status(&linked, &[]), 200);
    }

    #[test]
    fn without_a_place_only_the_health_can_be_asked_for() {
        for (no_room, expected) in [(NoRoom::All, 503), (NoRoom::Own, 429)] {
            for (path, answer) in [
                ("/health", 200),
                ("/metrics", expected),
                ("/check/health", expected),
            ] {
                let mut request = get(path, &[("host", "localhost")]);
                request.extensions_mut().insert(no_room);
                assert_eq!(status(&request, &[]), answer, "{path}");
            }
        }
    }
}
