//! Servers as scripts: whatever can be done with a connection.

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::listener::Listener;
use super::pipe::SimStream;

impl Listener {
    /// Accepts and says nothing, until the client goes away.
    pub fn silent() -> Self {
        Self::from(async |mut stream: SimStream| {
            let mut buffer = [0; 4096];
            while let Ok(1..) = stream.read(&mut buffer).await {}
        })
    }

    /// Accepts and breaks off after the first bytes of the client.
    pub fn resetting() -> Self {
        Self::from(async |mut stream: SimStream| {
            let mut byte = [0];
            let _ = stream.read(&mut byte).await;
            stream.reset();
        })
    }

    /// Accepts and closes after the first bytes of the client.
    pub fn closing() -> Self {
        Self::from(async |mut stream: SimStream| {
            let mut byte = [0];
            let _ = stream.read(&mut byte).await;
        })
    }

    /// Answers the first bytes with these and closes.
    pub fn answering(bytes: impl Into<Vec<u8>>) -> Self {
        let bytes = bytes.into();
        Self::from(move |mut stream: SimStream| {
            let bytes = bytes.clone();
            async move {
                let mut buffer = [0; 4096];
                let _ = stream.read(&mut buffer).await;
                let _ = stream.write_all(&bytes).await;
            }
        })
    }

    /// An HTTP server that does not like what it reads.
    pub fn http() -> Self {
        Self::answering("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n<html></html>")
    }

    /// A server that ends every handshake with alert `protocol_version`, as
    /// one does that knows TLS 1.1 at most.
    pub fn old_tls() -> Self {
        Self::answering([0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x46])
    }
}
