//! Certificates, given to the server as the report says.

use super::remedy::Remedy;
use super::server::{Server, Software};
use crate::real::world::{DOMAIN, HOST, World, shell};

/// Where the good files are, as the FOLDER of a report.
const FOLDER: &str = "good";

/// A server, and files of certificates beside it: `good/fullchain.pem` and
/// `good/privkey.pem` with an intermediate authority, the same without it as
/// `leaf.pem` and `leaf.key`, and one of the host, without it too, as `host.pem` and
/// `host.key`.
fn server(software: Software) -> Option<Server> {
    let server = Server::new(software, World::new())?;
    let script = format!(
        "issue() {{ openssl req -newkey $K -keyout $1.key -out csr -subj \"/CN=$1\"\n\
         openssl x509 -req -in csr -CA $2.pem -CAkey $2.key -CAcreateserial -days 60 \
         -extfile $1.ext -out $1.pem; }}\n\
         echo basicConstraints=critical,CA:true > middle.ext; issue middle ca\n\
         printf 'subjectAltName=DNS:{DOMAIN}\\nextendedKeyUsage=serverAuth,clientAuth\\n' > leaf.ext\n\
         issue leaf middle\n\
         printf 'subjectAltName=DNS:{HOST}\\nextendedKeyUsage=serverAuth,clientAuth\\n' > host.ext\n\
         issue host middle\n\
         mkdir {FOLDER} certs; cat leaf.pem middle.pem > {FOLDER}/fullchain.pem\n\
         cp leaf.key {FOLDER}/privkey.pem\n\
         cat host.pem host.key > host.both"
    );
    shell(server.world.folder.path(), &script);
    Some(server)
}

/// Follows the remedy of the first of these causes, and finds all gone.
#[track_caller]
fn prosody_is_cured(server: &mut Server, causes: &[&str]) {
    server.start();
    let remedy = Remedy::of(&server.check(), causes[0]);
    for command in remedy.snippets("Prosody, in a shell as root") {
        server.run(command, FOLDER);
    }
    remedy.says("In Prosody, take out an option ssl that names other files");
    server.take_out_if_there("ssl = ");
    server.start();
    server.check().is_cured_of(causes);
}

#[track_caller]
fn ejabberd_is_cured(server: &mut Server, causes: &[&str]) {
    server.start();
    let remedy = Remedy::of(&server.check(), causes[0]);
    let snippets = remedy.snippets("ejabberd, the files");
    remedy.says("FOLDER is where fullchain.pem");
    let folder = server.world.path(FOLDER);
    let filled: Vec<String> = snippets
        .iter()
        .map(|one| one.replace("FOLDER", &folder))
        .collect();
    server.put(&filled.iter().map(String::as_str).collect::<Vec<&str>>());
    server.start();
    server.check().is_cured_of(causes);
}

#[test]
fn prosody_without_a_certificate_gets_one() {
    let Some(mut server) = server(Software::Prosody) else {
        return;
    };
    server.take_out("ssl = ");
    prosody_is_cured(&mut server, &["tls.no-certificate:"]);
}

/// What a certificate of the host, without its issuer's, is the cause of.
const OF_THE_HOST: [&str; 2] = [
    "certificate.wrong-name:",
    "certificate.missing-intermediate:",
];

#[test]
fn prosody_gets_a_certificate_for_the_domain_with_its_chain() {
    let Some(mut server) = server(Software::Prosody) else {
        return;
    };
    server.replace("cert.pem", "host.pem");
    server.replace("key.pem", "host.key");
    prosody_is_cured(&mut server, &OF_THE_HOST);
}

#[test]
fn prosody_gets_the_rest_of_the_chain() {
    let Some(mut server) = server(Software::Prosody) else {
        return;
    };
    server.replace("cert.pem", "leaf.pem");
    server.replace("key.pem", "leaf.key");
    prosody_is_cured(&mut server, &["certificate.missing-intermediate:"]);
}

#[test]
fn ejabberd_without_a_certificate_gets_one() {
    let Some(mut server) = server(Software::Ejabberd) else {
        return;
    };
    server.take_out("certfiles:");
    server.take_out("  - /");
    // Without one it offers STARTTLS and then refuses it.
    let all = ["starttls.missing:c2s", "starttls.missing:s2s"];
    ejabberd_is_cured(&mut server, &all);
}

#[test]
fn ejabberd_gets_a_certificate_for_the_domain_with_its_chain() {
    let Some(mut server) = server(Software::Ejabberd) else {
        return;
    };
    server.replace("both.pem", "host.both");
    ejabberd_is_cured(&mut server, &OF_THE_HOST);
}
