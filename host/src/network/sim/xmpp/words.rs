//! What a server sends: header and features.

use super::{StartTls, XmppServer};

impl XmppServer {
    pub(super) fn header(&self, secured: bool) -> String {
        let dialback = match if secured {
            self.dialback
        } else {
            self.dialback_before
        } {
            true => " xmlns:db='jabber:server:dialback'",
            false => "",
        };
        let from = self.domains.first().map_or("", String::as_str);
        format!(
            "{}<stream:stream xmlns='{}' xmlns:stream='http://etherx.jabber.org/streams'{dialback} \
             id='s{}' from='{from}' version='1.0' xml:lang='en'>",
            self.declaration,
            self.content,
            if secured { 2 } else { 1 },
        )
    }

    pub(super) fn features(&self, secured: bool) -> String {
        let mut inner = String::new();
        let mechanisms = if secured {
            &self.mechanisms
        } else {
            &self.mechanisms_before
        };
        let required = match &self.starttls {
            StartTls::Absent => None,
            StartTls::Optional | StartTls::Sole => Some(""),
            _ => Some("<required/>"),
        };
        if let Some(required) = required.filter(|_| !secured || self.starttls_again) {
            inner.push_str(&format!(
                "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'>{required}</starttls>"
            ));
        }
        if !mechanisms.is_empty() {
            inner.push_str(&list(
                "mechanisms",
                "urn:ietf:params:xml:ns:xmpp-sasl",
                mechanisms,
            ));
        }
        if secured {
            if !self.sasl2.is_empty() {
                inner.push_str(&list("authentication", "urn:xmpp:sasl:2", &self.sasl2));
            }
            if !self.channel_bindings.is_empty() {
                inner.push_str("<sasl-channel-binding xmlns='urn:xmpp:sasl-cb:0'>");
                for name in &self.channel_bindings {
                    inner.push_str(&format!("<channel-binding type='{name}'/>"));
                }
                inner.push_str("</sasl-channel-binding>");
            }
            inner.push_str(&self.extra);
        } else if self.starttls == StartTls::Optional {
            inner.push_str("<ver xmlns='urn:xmpp:features:rosterver'/>");
        }
        format!("<stream:features>{inner}</stream:features>")
    }
}

fn list(element: &str, namespace: &str, mechanisms: &[&str]) -> String {
    let items: String = mechanisms
        .iter()
        .map(|name| format!("<mechanism>{name}</mechanism>"))
        .collect();
    format!("<{element} xmlns='{namespace}'>{items}</{element}>")
}
