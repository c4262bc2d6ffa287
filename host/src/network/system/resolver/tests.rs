use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicUsize, Ordering};

use hickory_proto::op::Query;
use hickory_proto::rr::{Name, RecordType};
use tokio::net::UdpSocket;

use super::*;

/// What a server does with each query.
#[derive(Clone, Copy)]
enum Habit {
    Answers(ResponseCode),
    SaysNothing,
}

/// A server, and how many queries came to it.
struct Server {
    address: SocketAddr,
    queries: Arc<AtomicUsize>,
}

impl Server {
    async fn new(habit: Habit) -> Self {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = socket.local_addr().unwrap();
        let queries = Arc::new(AtomicUsize::new(0));
        let counted = queries.clone();
        tokio::spawn(async move {
            let mut buffer = [0; 512];
            loop {
                let (length, peer) = socket.recv_from(&mut buffer).await.unwrap();
                counted.fetch_add(1, Ordering::Relaxed);
                if let Habit::Answers(code) = habit {
                    let query = Message::from_vec(&buffer[..length]).unwrap();
                    let id = query.metadata.id;
                    let mut answer = Message::response(id, query.metadata.op_code);
                    answer.metadata.response_code = code;
                    answer.add_query(query.queries[0].clone());
                    let bytes = answer.to_vec().unwrap();
                    socket.send_to(&bytes, peer).await.unwrap();
                }
            }
        });
        Self { address, queries }
    }

    fn asked(&self) -> usize {
        self.queries.load(Ordering::Relaxed)
    }
}

/// An address where nobody listens.
async fn nobody() -> SocketAddr {
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    socket.local_addr().unwrap()
}

fn query() -> Vec<u8> {
    let mut message = Message::query();
    message.metadata.id = 7;
    let name = Name::from_ascii("example.org.").unwrap();
    message.add_query(Query::query(name, RecordType::A));
    message.to_vec().unwrap()
}

async fn ask(resolver: &SystemResolver) -> Result<ResponseCode, DnsError> {
    let response = resolver.query(query()).await?;
    let message = Message::from_vec(&response).unwrap();
    assert_eq!(message.metadata.id, 7);
    Ok(message.metadata.response_code)
}

const FINE: Habit = Habit::Answers(ResponseCode::NoError);

#[tokio::test]
async fn a_server_that_is_not_there_is_told_from_one_that_says_nothing() {
    let resolver = SystemResolver::new(vec![nobody().await]);
    assert_eq!(ask(&resolver).await, Err(DnsError::Unreachable));
    let silent = Server::new(Habit::SaysNothing).await;
    let mut resolver = SystemResolver::new(vec![silent.address]);
    resolver.patience = Patience::configured(Duration::from_millis(100), 2);
    assert_eq!(ask(&resolver).await, Err(DnsError::Timeout));
    assert!(silent.asked() > 0);
}

#[tokio::test]
async fn the_next_one_is_asked_where_one_is_not_there_or_declines() {
    let fine = Server::new(FINE).await;
    let declining = Server::new(Habit::Answers(ResponseCode::Refused)).await;
    let resolver = SystemResolver::new(vec![nobody().await, declining.address, fine.address]);
    assert_eq!(ask(&resolver).await, Ok(ResponseCode::NoError));
    assert_eq!((declining.asked(), fine.asked()), (1, 1));
}

#[tokio::test]
async fn what_a_server_says_of_the_name_is_the_answer() {
    for code in [ResponseCode::NXDomain, ResponseCode::ServFail] {
        let first = Server::new(Habit::Answers(code)).await;
        let second = Server::new(FINE).await;
        let resolver = SystemResolver::new(vec![first.address, second.address]);
        assert_eq!(ask(&resolver).await, Ok(code));
        assert_eq!(second.asked(), 0);
    }
}

#[tokio::test]
async fn where_all_decline_that_is_the_answer() {
    let declining = Server::new(Habit::Answers(ResponseCode::Refused)).await;
    let servers = vec![declining.address, nobody().await];
    let resolver = SystemResolver::new(servers);
    assert_eq!(ask(&resolver).await, Ok(ResponseCode::Refused));
}

#[tokio::test]
async fn who_says_nothing_is_waited_for_once() {
    let silent = Server::new(Habit::SaysNothing).await;
    let fine = Server::new(FINE).await;
    let resolver = SystemResolver::new(vec![silent.address, fine.address]);
    // The first queries of a check go out together.
    let answers = futures_util::future::join_all((0..3).map(|_| ask(&resolver))).await;
    assert!(
        answers
            .iter()
            .all(|answer| *answer == Ok(ResponseCode::NoError))
    );
    let before = silent.asked();
    assert!(before >= 3);
    for _ in 0..5 {
        assert_eq!(ask(&resolver).await, Ok(ResponseCode::NoError));
    }
    assert_eq!(silent.asked(), before);
}

#[tokio::test]
async fn a_slow_answer_counts_while_the_next_one_says_nothing_either() {
    let slow = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = slow.local_addr().unwrap();
    let silent = Server::new(Habit::SaysNothing).await;
    let asked = silent.queries.clone();
    tokio::spawn(async move {
        let mut buffer = [0; 512];
        let (length, peer) = slow.recv_from(&mut buffer).await.unwrap();
        // Not before the other one was asked as well.
        while asked.load(Ordering::Relaxed) == 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let query = Message::from_vec(&buffer[..length]).unwrap();
        let mut answer = Message::response(query.metadata.id, query.metadata.op_code);
        answer.add_query(query.queries[0].clone());
        slow.send_to(&answer.to_vec().unwrap(), peer).await.unwrap();
    });
    let resolver = SystemResolver::new(vec![address, silent.address]);
    assert_eq!(ask(&resolver).await, Ok(ResponseCode::NoError));
}

#[tokio::test]
async fn servers_take_turns() {
    let (one, two) = (Server::new(FINE).await, Server::new(FINE).await);
    let mut resolver = SystemResolver::new(vec![one.address, two.address]);
    resolver.rotate = true;
    for _ in 0..4 {
        assert_eq!(ask(&resolver).await, Ok(ResponseCode::NoError));
    }
    assert_eq!((one.asked(), two.asked()), (2, 2));
}
