//! Bodies are read whole before anybody works on them: within a time, in memory
//! that is no more than what was received, and by no more requests of a client
//! than are its share.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt;

use super::bounds::Bounds;
use super::client::Client;
use super::problem::Problem;
use super::service::Service;
use super::shares::Share;
use super::web::is_page;

/// The largest body taken, in bytes.
const MAX_BODY: usize = 1024 * 1024;
/// The largest form taken, in bytes. What it asks for is kept while it waits,
/// and nobody has to stay for that.
const MAX_FORM: usize = 64 * 1024;
/// How long a whole body may take.
const BODY_TIMEOUT: Duration = Duration::from_secs(20);

/// Reads the body of a request that has one to be read, and counts it against
/// its client until it is answered.
pub(super) async fn gather(
    State(service): State<Arc<Service>>,
    request: Request,
    next: Next,
) -> Response {
    // No route takes a body in another way.
    if request.method() != Method::POST {
        return next.run(request).await;
    }
    let most = match is_page(request.uri().path()) {
        true => MAX_FORM,
        false => MAX_BODY,
    };
    match gathered(request, &service.bounds, most).await {
        Ok((request, _in_progress)) => next.run(request).await,
        Err(problem) => problem.into_response(),
    }
}

/// What a request takes up while it is in progress.
struct InProgress {
    _request: Share,
    _bytes: Share,
}

async fn gathered(
    request: Request,
    bounds: &Bounds,
    most: usize,
) -> Result<(Request, InProgress), Problem> {
    let (head, body) = request.into_parts();
    let client = head.extensions.get::<Client>().copied();
    let client = client.ok_or(Problem::Broken)?;
    let in_progress = bounds.requests.take(client, 1)?;
    let mut share = bounds.body_bytes.take(client, 0)?;
    let body = tokio::time::timeout(BODY_TIMEOUT, whole(body, most, &mut share));
    let body = body.await.map_err(|_| Problem::Slow)??;
    let in_progress = InProgress {
        _request: in_progress,
        _bytes: share,
    };
    Ok((Request::from_parts(head, Body::from(body)), in_progress))
}

/// The body in one piece. The pieces that it comes in are copied: each holds on
/// to the whole buffer that it was received into, even if it is one byte.
async fn whole(body: Body, most: usize, share: &mut Share) -> Result<Vec<u8>, Problem> {
    let mut whole = Vec::new();
    let mut pieces = body.into_data_stream();
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|_| Problem::Body("it did not arrive whole".into()))?;
        if whole.len() + piece.len() > most {
            return Err(Problem::TooLarge { most });
        }
        share.grow(piece.len())?;
        whole.extend_from_slice(&piece);
    }
    Ok(whole)
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use axum::body::Bytes;
    use futures_util::stream;

    use super::*;
    use crate::serve::settings::Settings;
    use crate::serve::shares::{NoRoom, Shares};

    /// A piece of a body, with the buffer behind it.
    struct Received(Arc<Vec<u8>>);

    impl AsRef<[u8]> for Received {
        fn as_ref(&self) -> &[u8] {
            &self.0
        }
    }

    fn client(last: u8) -> Client {
        Client {
            network: [192, 0, 2, last].into(),
            trusted: false,
        }
    }

    fn bounds() -> Bounds {
        Bounds::new(&Settings::default(), 9)
    }

    fn request(who: u8, body: Body) -> Request {
        let mut request = Request::new(body);
        request.extensions_mut().insert(client(who));
        request
    }

    /// A body of which a byte comes every `pause`.
    fn dripping(pause: Duration) -> Body {
        Body::from_stream(stream::unfold((), move |()| async move {
            tokio::time::sleep(pause).await;
            Some((Ok::<_, Infallible>(Bytes::from_static(b" ")), ()))
        }))
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_drips_is_given_up() {
        let bounds = bounds();
        let asked = request(1, dripping(Duration::from_secs(8)));
        let gathered = gathered(asked, &bounds, MAX_BODY).await;
        assert!(matches!(gathered, Err(Problem::Slow)));
    }

    #[tokio::test]
    async fn a_body_costs_what_was_received_of_it() {
        let buffer = Arc::new(vec![b'x']);
        let received = buffer.clone();
        let pieces = (0..10_000).map(move |_| {
            // By the time of the next piece nothing holds on to the last.
            assert_eq!(Arc::strong_count(&received), 2);
            Ok::<_, Infallible>(Bytes::from_owner(Received(received.clone())))
        });
        let body = Body::from_stream(stream::iter(pieces));
        let mut share = bounds().body_bytes.take(client(1), 0).unwrap();
        let whole = whole(body, MAX_BODY, &mut share).await.unwrap();
        assert_eq!(whole.len(), 10_000);
        assert!(whole.capacity() <= 2 * whole.len());
        assert_eq!(Arc::strong_count(&buffer), 1);
    }

    #[tokio::test]
    async fn a_body_that_is_too_large_is_refused_and_costs_nothing() {
        let bounds = bounds();
        let body = |length: usize| Body::from("x".repeat(length));
        let refused = gathered(request(1, body(11)), &bounds, 10).await;
        assert!(matches!(refused, Err(Problem::TooLarge { most: 10 })));
        assert!(gathered(request(1, body(10)), &bounds, 10).await.is_ok());
        assert!(bounds.body_bytes.is_untouched());
    }

    #[tokio::test]
    async fn one_client_has_so_many_requests_in_progress_and_others_have_theirs() {
        let bounds = Bounds {
            requests: Shares::new(9, 2),
            ..bounds()
        };
        let asked = |who| gathered(request(who, Body::from("{}")), &bounds, MAX_BODY);
        let first = asked(1).await.unwrap();
        let _second = asked(1).await.unwrap();
        let third = asked(1).await;
        assert!(matches!(third, Err(Problem::NoRoom(NoRoom::Own))));
        assert!(asked(2).await.is_ok());
        drop(first);
        assert!(asked(1).await.is_ok());
    }

    #[tokio::test]
    async fn all_bodies_together_have_so_much_room() {
        let bounds = Bounds {
            body_bytes: Shares::new(5, 5),
            ..bounds()
        };
        let asked = |who| gathered(request(who, Body::from("123")), &bounds, MAX_BODY);
        let _first = asked(1).await.unwrap();
        let second = asked(2).await;
        assert!(matches!(second, Err(Problem::NoRoom(NoRoom::All))));
    }
}
