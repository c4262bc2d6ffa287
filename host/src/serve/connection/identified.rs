//! Tells the routes whose connection a request came over.

use std::convert::Infallible;

use axum::Router;
use axum::response::Response;
use hyper::Request;
use hyper::body::Incoming;
use hyper::service::Service;
use hyper_util::service::{TowerToHyperService, TowerToHyperServiceFuture};

use crate::serve::client::Client;
use crate::serve::shares::NoRoom;

/// All routes, for one connection.
pub(super) struct Identified {
    routes: TowerToHyperService<Router>,
    client: Client,
    refused: Option<NoRoom>,
}

impl Identified {
    /// For a client, with the reason why it is refused, where it has no place.
    pub(super) fn new(router: Router, client: Client, refused: Option<NoRoom>) -> Self {
        Self {
            routes: TowerToHyperService::new(router),
            client,
            refused,
        }
    }
}

impl Service<Request<Incoming>> for Identified {
    type Response = Response;
    type Error = Infallible;
    type Future = TowerToHyperServiceFuture<Router, Request<Incoming>>;

    fn call(&self, mut request: Request<Incoming>) -> Self::Future {
        let extensions = request.extensions_mut();
        extensions.insert(self.client);
        if let Some(refused) = self.refused {
            extensions.insert(refused);
        }
        self.routes.call(request)
    }
}
