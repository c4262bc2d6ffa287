//! What is not there, told from what cannot be asked.

use std::error::Error;
use std::iter;

use async_nats::jetstream::ErrorCode;
use async_nats::jetstream::context::{
    GetStreamError, GetStreamErrorKind, RequestError, RequestErrorKind,
};

/// Whether the server knows no such stream; a bucket is one.
pub(super) fn is_stream(error: &(dyn Error + 'static)) -> bool {
    causes(error).any(|cause| {
        let kind = cause
            .downcast_ref::<GetStreamError>()
            .map(GetStreamError::kind);
        matches!(kind, Some(GetStreamErrorKind::JetStream(why))
            if why.error_code() == ErrorCode::STREAM_NOT_FOUND)
    })
}

/// Whether nobody answers for JetStream, or it is not for us.
pub(super) fn is_jetstream(error: &(dyn Error + 'static)) -> bool {
    causes(error).any(|cause| {
        let kind = cause
            .downcast_ref::<GetStreamError>()
            .map(GetStreamError::kind);
        let refused = matches!(kind, Some(GetStreamErrorKind::JetStream(why))
            if [ErrorCode::JETSTREAM_NOT_ENABLED, ErrorCode::JETSTREAM_NOT_ENABLED_FOR_ACCOUNT]
                .contains(&why.error_code()));
        let asked = cause.downcast_ref::<RequestError>().map(RequestError::kind);
        refused || asked == Some(RequestErrorKind::NoResponders)
    })
}

fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    iter::successors(Some(error), |&error| error.source())
}
