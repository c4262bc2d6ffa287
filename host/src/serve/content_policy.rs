//! What a browser lets a page do (Content Security Policy): nothing that is
//! not named here.

/// For the server's own pages.
pub(super) const PAGE: &str = "default-src 'none'; style-src 'self'; script-src 'self'; \
                               connect-src 'self'; img-src 'self' data:; frame-src 'self'; \
                               form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// For a checker's report, which shows itself and does nothing else.
pub(super) const REPORT: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; \
                                 frame-ancestors 'self'; base-uri 'none'; form-action 'none'; \
                                 sandbox";
