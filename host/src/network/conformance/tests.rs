//! All implementations of this library.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use hickory_proto::op::{Message, ResponseCode};
use hickory_proto::rr::{RData, Record, rdata::A};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UdpSocket};

use super::{Names, Peers, clock, connector, query, resolver};
use crate::network::{
    CachedResolver, CheckConnections, Connector, DnsError, Network, Resolver, SystemClock,
    SystemConnector, SystemResolver, ThrottledConnector,
};

const NAMES: Names<'_> = Names {
    present: "present.example.org.",
    absent: "absent.example.org.",
};

/// An address of this machine at which `serve` is asked for each connection.
async fn listening<W>(serve: impl Fn(TcpStream) -> W + Send + 'static) -> SocketAddr
where
    W: Future<Output = std::io::Result<()>> + Send + 'static,
{
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream));
        }
    });
    address
}

async fn echo(stream: TcpStream) -> std::io::Result<()> {
    let (mut reader, mut writer) = stream.into_split();
    tokio::io::copy(&mut reader, &mut writer).await?;
    Ok(())
}

async fn closing(mut stream: TcpStream) -> std::io::Result<()> {
    stream.read_exact(&mut [0; 5]).await?;
    Ok(())
}

async fn resetting(mut stream: TcpStream) -> std::io::Result<()> {
    stream.read_exact(&mut [0; 1]).await?;
    // Closing with bytes unread, or without lingering, sends RST.
    stream.set_zero_linger()
}

async fn peers() -> Peers {
    let gone = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let refusing = gone.local_addr().unwrap();
    drop(gone);
    Peers {
        echo: listening(echo).await,
        refusing,
        closing: listening(closing).await,
        resetting: listening(resetting).await,
    }
}

/// A resolver on this machine that knows one name.
async fn name_server() -> SystemResolver {
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = socket.local_addr().unwrap();
    tokio::spawn(async move {
        let mut buffer = [0; 512];
        while let Ok((count, from)) = socket.recv_from(&mut buffer).await {
            let answer = answer(&Message::from_vec(&buffer[..count]).unwrap());
            socket
                .send_to(&answer.to_vec().unwrap(), from)
                .await
                .unwrap();
        }
    });
    SystemResolver::new(vec![address])
}

fn answer(query: &Message) -> Message {
    let question = query.queries[0].clone();
    let mut answer = Message::response(query.metadata.id, query.metadata.op_code);
    match question.name().to_ascii() == NAMES.present {
        true => {
            let address = RData::A(A(Ipv4Addr::new(192, 0, 2, 1)));
            answer.add_answer(Record::from_rdata(question.name().clone(), 60, address));
        }
        false => answer.metadata.response_code = ResponseCode::NXDomain,
    }
    answer.add_query(question);
    answer
}

#[tokio::test]
async fn the_systems() {
    resolver(&name_server().await, NAMES).await;
    connector(&SystemConnector, peers().await).await;
    clock(&SystemClock::default()).await;
}

// The clock runs ahead where nothing else happens.
#[tokio::test(start_paused = true)]
async fn a_server_that_says_nothing_is_not_one_that_cannot_be_reached() {
    let silent = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let resolver = SystemResolver::new(vec![silent.local_addr().unwrap()]);
    let answer = resolver.query(query(7, NAMES.present)).await;
    assert_eq!(answer.unwrap_err(), DnsError::Timeout);
}

#[tokio::test]
async fn throttled_to_one() {
    let throttled = ThrottledConnector::new(Arc::new(SystemConnector), 1);
    connector(&throttled, peers().await).await;
}

#[tokio::test]
async fn those_of_a_check() {
    let network = Network {
        connector: Arc::new(SystemConnector),
        ..Network::offline()
    };
    let check = CheckConnections::new(&network);
    connector(check.leader().as_ref(), peers().await).await;
    connector(check.beside().as_ref(), peers().await).await;
    connector(check.alone().as_ref(), peers().await).await;
}

#[tokio::test]
async fn cached() {
    let cached = CachedResolver::new(
        Arc::new(name_server().await),
        Arc::new(SystemClock::default()),
    );
    resolver(&cached, NAMES).await;
    // Once more, now that it knows the answers.
    resolver(&cached, NAMES).await;
}

#[tokio::test]
async fn a_connection_to_an_address_waits_for_the_one_before() {
    let throttled = ThrottledConnector::new(Arc::new(SystemConnector), 1);
    let peers = peers().await;
    let first = throttled.connect(peers.echo).await.unwrap();
    let mut second = throttled.connect(peers.closing);
    for _ in 0..10 {
        tokio::task::yield_now().await;
        assert!(futures_util::poll!(&mut second).is_pending());
    }
    drop(first);
    assert!(second.await.is_ok());
    // A refused attempt gives its place back.
    assert!(throttled.connect(peers.refusing).await.is_err());
    assert!(throttled.connect(peers.echo).await.is_ok());
}

#[tokio::test]
async fn a_kept_answer_is_not_asked_for_again() {
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let server = SystemResolver::new(vec![socket.local_addr().unwrap()]);
    let cached = CachedResolver::new(Arc::new(server), Arc::new(SystemClock::default()));
    let once = async {
        let mut buffer = [0; 512];
        let (count, from) = socket.recv_from(&mut buffer).await.unwrap();
        let answer = answer(&Message::from_vec(&buffer[..count]).unwrap());
        socket
            .send_to(&answer.to_vec().unwrap(), from)
            .await
            .unwrap();
    };
    let (first, ()) = tokio::join!(cached.query(query(1, NAMES.present)), once);
    // Nobody answers any more.
    drop(socket);
    let second = cached.query(query(2, NAMES.present)).await.unwrap();
    assert_eq!(first.unwrap()[2..], second[2..]);
    assert_eq!(second[..2], [0, 2]);
}

#[tokio::test]
async fn offline_is_a_clock_and_nothing_else() {
    let offline = Network::offline();
    clock(offline.clock.as_ref()).await;
    let asked = offline.resolver.query(query(1, NAMES.present)).await;
    assert!(asked.is_err());
    let remote = (Ipv4Addr::LOCALHOST, 1).into();
    assert!(offline.connector.connect(remote).await.is_err());
}

#[cfg(feature = "sim")]
mod simulated {
    use super::*;
    use crate::network::sim::{Listener, SimStream, Simulation, runtime};

    fn network() -> Network {
        let mut simulation = Simulation::new();
        let zone = simulation.zone();
        zone.address(NAMES.present, "192.0.2.1");
        simulation.listen("192.0.2.1:1", Listener::Refuse);
        simulation.listen("192.0.2.1:2", Listener::closing());
        simulation.listen("192.0.2.1:3", Listener::resetting());
        simulation.listen(
            "192.0.2.1:4",
            Listener::from(async |stream: SimStream| {
                let (mut reader, mut writer) = tokio::io::split(stream);
                let _ = tokio::io::copy(&mut reader, &mut writer).await;
                let _ = writer.shutdown().await;
            }),
        );
        simulation.build()
    }

    fn peers() -> Peers {
        let at = |port: u16| SocketAddr::from((Ipv4Addr::new(192, 0, 2, 1), port));
        Peers {
            echo: at(4),
            refusing: at(1),
            closing: at(2),
            resetting: at(3),
        }
    }

    #[test]
    fn bare_and_wrapped() {
        runtime().unwrap().block_on(async {
            for network in [network(), network().cached().throttled(1)] {
                resolver(network.resolver.as_ref(), NAMES).await;
                resolver(network.resolver.as_ref(), NAMES).await;
                connector(network.connector.as_ref(), peers()).await;
                clock(network.clock.as_ref()).await;
            }
        });
    }
}
