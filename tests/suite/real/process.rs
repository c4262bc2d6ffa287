//! Child processes that end with their test.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// How long a server may take to listen.
const START: Duration = Duration::from_secs(60);

/// A server that is killed when it is dropped.
pub(crate) struct Process(Child);

impl Process {
    pub(crate) fn start(command: &mut Command) -> Self {
        let child = command.stdin(Stdio::null()).spawn();
        Self(child.unwrap_or_else(|error| panic!("{command:?}: {error}")))
    }

    /// Waits until something listens at all of these ports.
    #[track_caller]
    pub(crate) fn wait_for(&mut self, ports: &[SocketAddr]) {
        let until = Instant::now() + START;
        for port in ports {
            while TcpStream::connect(port).is_err() {
                assert!(
                    self.0.try_wait().unwrap().is_none(),
                    "the server ended by itself"
                );
                assert!(Instant::now() < until, "nothing listens at {port}");
                std::thread::sleep(Duration::from_millis(50));
            }
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// So many ports that are free on both families. They lie below the range
/// from which the kernel takes ports for outgoing connections, and each is
/// given out once.
pub(crate) fn free_ports<const N: usize>() -> [u16; N] {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let free = |port: u16| {
        let v6 = || TcpListener::bind((Ipv6Addr::LOCALHOST, port));
        TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok() && v6().is_ok()
    };
    // Two runs beside each other begin at different places.
    let offset = std::process::id() % 100 * 100;
    std::array::from_fn(|_| {
        loop {
            let number = offset + NEXT.fetch_add(1, Ordering::Relaxed);
            let port = u16::try_from(20_000 + number % 12_000).unwrap();
            if free(port) {
                return port;
            }
        }
    })
}
