//! Tells the routes whose request it is that came over a connection.

use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::Arc;

use axum::Router;
use axum::response::Response;
use hyper::Request;
use hyper::body::Incoming;
use hyper::service::Service;
use hyper_util::service::{TowerToHyperService, TowerToHyperServiceFuture};

use crate::serve::clients::Clients;
use crate::serve::shares::NoRoom;

/// All routes, for one connection.
pub(super) struct Identified {
    routes: TowerToHyperService<Router>,
    peer: IpAddr,
    clients: Arc<Clients>,
    refused: Option<NoRoom>,
}

impl Identified {
    /// For a peer, with the reason why it is refused, where it has no place.
    pub(super) fn new(
        router: Router,
        peer: IpAddr,
        clients: Arc<Clients>,
        refused: Option<NoRoom>,
    ) -> Self {
        Self {
            routes: TowerToHyperService::new(router),
            peer,
            clients,
            refused,
        }
    }
}

impl Service<Request<Incoming>> for Identified {
    type Response = Response;
    type Error = Infallible;
    type Future = TowerToHyperServiceFuture<Router, Request<Incoming>>;

    fn call(&self, mut request: Request<Incoming>) -> Self::Future {
        let client = self.clients.of_request(self.peer, request.headers());
        let extensions = request.extensions_mut();
        extensions.insert(client);
        if let Some(refused) = self.refused {
            extensions.insert(refused);
        }
        self.routes.call(request)
    }
}
