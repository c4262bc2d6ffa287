//! Where connections arrive.

use std::io;
use std::net::SocketAddr;

use tokio::net::{TcpListener, TcpSocket};

/// How many connections may wait to be accepted, if the system lets so many.
/// Beyond that their clients take them for made and are reset later.
const BACKLOG: u32 = 4_096;

/// Listens on an address.
pub(in crate::serve) fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4(),
        SocketAddr::V6(_) => TcpSocket::new_v6(),
    }?;
    // A server that was just ended leaves connections behind that keep its port
    // for a while. Elsewhere the option means that two may have it at once.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpStream;

    use super::*;

    #[tokio::test]
    async fn many_may_come_before_the_first_is_let_in() {
        let listener = listen("127.0.0.1:0".parse().unwrap()).unwrap();
        let address = listener.local_addr().unwrap();
        let mut come = Vec::new();
        for _ in 0..300 {
            come.push(TcpStream::connect(address).await.unwrap());
        }
        for _ in &come {
            listener.accept().await.unwrap();
        }
    }
}
