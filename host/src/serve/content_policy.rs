//! What a browser lets a page do (Content Security Policy): nothing that is
//! not named here.

/// For the server's own pages.
pub(super) const PAGE: &str = "default-src 'none'; style-src 'self'; script-src 'self'; \
                               connect-src 'self'; img-src 'self' data:; form-action 'self'; \
                                frame-ancestors 'none'; base-uri 'none'";

/// For a checker's page, which shows itself and does nothing else. It is in an
/// origin of its own (`sandbox`), without scripts and forms; links and downloads
/// are for the bar above it.
pub(super) const REPORT: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; \
                                 frame-ancestors 'none'; base-uri 'none'; form-action 'none'; \
                                 sandbox allow-popups allow-downloads";
