//! Ports where nothing listens.

use super::remedy::Remedy;
use super::server::{Server, Software};
use crate::real::process::free_ports;
use crate::real::world::{HOST, World};

#[test]
fn prosody_listens_for_other_servers_again() {
    let Some(mut server) = Server::new(Software::Prosody, World::new()) else {
        return;
    };
    server.replace("{ \"http\" }", "{ \"http\", \"s2s\" }");
    server.take_out("s2s_direct_tls_ports");
    let ports = server.world.ports;
    server.start_at(&[ports.c2s, ports.c2s_tls]);
    let remedy = Remedy::of(&server.check(), "side.down:s2s:");
    remedy.says("In Prosody take \"s2s\" out of modules_disabled, if it is there.");
    server.replace(", \"s2s\" }", " }");
    server.put(&remedy.snippets("Prosody"));
    server.put(&remedy.snippets("Prosody 0.12"));
    server.start();
    server.check().is_cured_of(&["side.down:"]);
}

#[test]
fn prosody_listens_with_direct_tls() {
    let Some(mut server) = Server::new(Software::Prosody, World::new()) else {
        return;
    };
    server.take_out("c2s_direct_tls_ports");
    let ports = server.world.ports;
    server.start_at(&[ports.c2s, ports.s2s, ports.s2s_tls]);
    let sick = server.check();
    server.is_mended(&sick, "Prosody 0.12", &["port.dead:"]);
}

#[test]
fn prosody_listens_on_one_port_more() {
    let mut world = World::new();
    let [other] = free_ports();
    world.publish(("_xmpp-client", other, HOST));
    let Some(mut server) = Server::new(Software::Prosody, world) else {
        return;
    };
    server.is_cured_by("Prosody", &["port.dead:"]);
}

#[test]
fn ejabberd_listens_again_for_other_servers_and_with_direct_tls() {
    let Some(mut server) = Server::new(Software::Ejabberd, World::new()) else {
        return;
    };
    let ports = server.world.ports;
    for port in [ports.s2s, ports.s2s_tls, ports.c2s_tls] {
        server.drop_listeners(port);
    }
    // Beside them, a mechanism more in a list that is there already.
    server.take_out("auth_password_format");
    server.replace("loglevel", "disable_sasl_mechanisms: [X-OAUTH2]\nloglevel");
    server.start_at(&[ports.c2s]);
    let sick = server.check();
    let causes = ["side.down:s2s:", "port.dead:", "sasl.outdated"];
    server.is_mended(&sick, "ejabberd", &causes);
}
