use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use futures_util::poll;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};

use super::*;

/// A peer that takes every connection on even ports, and none on odd ones.
#[derive(Clone, Default)]
struct Peer(Arc<Mutex<VecDeque<DuplexStream>>>);

impl Peer {
    /// Its end of the connection that came first.
    fn first(&self) -> DuplexStream {
        let mut ends = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        ends.pop_front().unwrap()
    }

    /// How many came.
    fn came(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}

impl Connector for Peer {
    fn connect(&self, remote: SocketAddr) -> BoxFuture<'_, Result<BoxStream, TcpError>> {
        async move {
            if remote.port() % 2 == 1 {
                return Err(TcpError::Refused);
            }
            let (ours, theirs) = tokio::io::duplex(4_096);
            let mut ends = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            ends.push_back(theirs);
            Ok(Box::new(ours) as BoxStream)
        }
        .boxed()
    }
}

fn check() -> (Peer, CheckConnections) {
    let peer = Peer::default();
    let network = Network {
        connector: Arc::new(peer.clone()),
        ..Network::offline()
    };
    (peer, CheckConnections::new(&network))
}

fn at(port: u16) -> SocketAddr {
    SocketAddr::from(([192, 0, 2, 1], port))
}

const OPEN: u16 = 5222;
const CLOSED: u16 = 5223;

/// As many connections as are to be had at once.
async fn all_of(connector: &CheckConnector) -> Vec<BoxStream> {
    let mut open = Vec::new();
    loop {
        let mut next = connector.connect(at(OPEN));
        match poll!(&mut next) {
            std::task::Poll::Ready(stream) => open.push(stream.unwrap()),
            std::task::Poll::Pending => return open,
        }
    }
}

#[tokio::test]
async fn each_has_four_places_at_an_address_and_all_together_eight() {
    let (peer, check) = check();
    let (leader, sibling) = (check.leader(), check.beside());
    let of_leader = all_of(&leader).await;
    assert_eq!(of_leader.len(), 4);
    let of_sibling = all_of(&sibling).await;
    assert_eq!(of_sibling.len(), 4);
    assert_eq!(peer.came(), 8);
    assert!(!leader.is_spoilt() && !sibling.is_spoilt());
    // Another address has places of its own.
    let other = "192.0.2.2:5222".parse().unwrap();
    let _open = leader.connect(other).await.unwrap();
    // What is closed is free again.
    drop(of_leader);
    let _one = leader.connect(at(OPEN)).await.unwrap();
    assert_eq!(all_of(&leader).await.len(), 3);
}

#[tokio::test]
async fn a_sibling_that_finds_no_place_because_of_another_looks_later() {
    let (_peer, check) = check();
    let (leader, tls, dane) = (check.leader(), check.beside(), check.beside());
    let _leading = leader.connect(at(OPEN)).await.unwrap();
    let _all = all_of(&tls).await;
    assert!(poll!(dane.connect(at(OPEN))).is_pending());
    dane.spoilt().await;
    assert!(!tls.is_spoilt() && !leader.is_spoilt());
}

#[tokio::test]
async fn who_looks_when_the_leader_has_done_has_its_places_too() {
    let (_peer, check) = check();
    let (tls, dane, third) = (check.alone(), check.alone(), check.alone());
    let of_tls = all_of(&tls).await;
    let of_dane = all_of(&dane).await;
    assert_eq!((of_tls.len(), of_dane.len()), (4, 4));
    let mut waiting = third.connect(at(OPEN));
    assert!(poll!(&mut waiting).is_pending());
    drop(of_dane);
    assert!(waiting.await.is_ok());
    assert!(!third.is_spoilt());
}

#[tokio::test]
async fn a_sibling_that_is_refused_beside_the_leader_looks_later_and_the_leader_goes_on() {
    let (_peer, check) = check();
    let (leader, sibling) = (check.leader(), check.beside());
    let _open = leader.connect(at(OPEN)).await.unwrap();
    let refused = sibling.connect(at(CLOSED)).await.err();
    assert_eq!(refused, Some(TcpError::Refused));
    assert!(sibling.is_spoilt() && !leader.is_spoilt());
    sibling.spoilt().await;
}

#[tokio::test]
async fn a_port_that_refused_the_leader_first_is_closed() {
    let (_peer, check) = check();
    let (leader, sibling) = (check.leader(), check.beside());
    let _open = leader.connect(at(OPEN)).await.unwrap();
    assert!(leader.connect(at(CLOSED)).await.is_err());
    assert!(sibling.connect(at(CLOSED)).await.is_err());
    assert!(!sibling.is_spoilt() && !leader.is_spoilt());
}

#[tokio::test]
async fn what_is_closed_before_much_was_said_may_be_one_too_many() {
    for (bytes, spoilt) in [(0, true), (1_023, true), (1_024, false)] {
        let (peer, check) = check();
        let (leader, sibling) = (check.leader(), check.beside());
        let _open = leader.connect(at(OPEN)).await.unwrap();
        let _leaders = peer.first();
        let mut stream = sibling.connect(at(OPEN)).await.unwrap();
        let mut end = peer.first();
        end.write_all(&vec![b'x'; bytes]).await.unwrap();
        drop(end);
        let mut read = Vec::new();
        stream.read_to_end(&mut read).await.unwrap();
        assert_eq!(read.len(), bytes);
        assert_eq!(sibling.is_spoilt(), spoilt, "{bytes}");
        assert!(!leader.is_spoilt());
    }
}

#[tokio::test]
async fn whom_the_checker_leaves_after_a_few_words_may_have_been_turned_away() {
    for (bytes, spoilt) in [(0, false), (1, true), (599, true), (600, false)] {
        let (peer, check) = check();
        let (leader, sibling) = (check.leader(), check.beside());
        let _open = leader.connect(at(OPEN)).await.unwrap();
        let _leaders = peer.first();
        let mut stream = sibling.connect(at(OPEN)).await.unwrap();
        peer.first().write_all(&vec![b'x'; bytes]).await.unwrap();
        stream.read_exact(&mut vec![0; bytes]).await.unwrap();
        drop(stream);
        assert_eq!(sibling.is_spoilt(), spoilt, "{bytes}");
        assert!(!leader.is_spoilt());
    }
}

#[tokio::test]
async fn what_the_checker_closes_itself_tells_nothing() {
    let (_peer, check) = check();
    let (leader, sibling) = (check.leader(), check.beside());
    let open = leader.connect(at(OPEN)).await.unwrap();
    drop(sibling.connect(at(OPEN)).await.unwrap());
    drop(open);
    assert!(!sibling.is_spoilt() && !leader.is_spoilt());
}

#[tokio::test(start_paused = true)]
async fn the_leader_goes_first_to_an_address_and_is_not_waited_for_long() {
    let (_peer, check) = check();
    let (leader, sibling) = (check.leader(), check.beside());
    let began = tokio::time::Instant::now();
    let mut after = sibling.connect(at(OPEN));
    assert!(poll!(&mut after).is_pending());
    let _open = leader.connect(at(OPEN)).await.unwrap();
    assert!(poll!(&mut after).is_ready());
    assert_eq!(began.elapsed(), Duration::ZERO);
    // It never comes here.
    let other: SocketAddr = "192.0.2.2:5222".parse().unwrap();
    let _first = sibling.connect(other).await.unwrap();
    let _second = sibling.connect(other).await.unwrap();
    assert!(began.elapsed() >= HEAD_START);
}

#[tokio::test(start_paused = true)]
async fn a_leader_that_is_cut_off_beside_a_sibling_that_came_first_looks_again() {
    let (peer, check) = check();
    let (leader, sibling) = (check.leader(), check.beside());
    let _early = sibling.connect(at(OPEN)).await.unwrap();
    let _siblings = peer.first();
    let mut stream = leader.connect(at(OPEN)).await.unwrap();
    drop(peer.first());
    assert_eq!(stream.read(&mut [0]).await.unwrap(), 0);
    leader.spoilt().await;
    assert!(sibling.is_spoilt());
    assert!(!check.alone().is_spoilt());
}

#[tokio::test]
async fn a_leader_that_finds_something_out_waits_until_siblings_have_left() {
    let (peer, check) = check();
    let (leader, sibling) = (check.leader(), check.beside());
    let mut stream = leader.connect(at(OPEN)).await.unwrap();
    let beside = sibling.connect(at(OPEN)).await.unwrap();
    drop(peer.first());
    assert_eq!(stream.read(&mut [0]).await.unwrap(), 0);
    assert!(sibling.is_spoilt() && !leader.is_spoilt());
    let mut next = leader.connect(at(OPEN));
    assert!(poll!(&mut next).is_pending());
    drop(beside);
    assert!(next.await.is_ok());
}
