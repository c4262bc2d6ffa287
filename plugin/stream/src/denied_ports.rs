//! Which ports a connection must not be begun on, and how.

use crate::opening::Opening;

/// TCP ports on which the greeting of an XMPP stream does harm, whatever a
/// record of the DNS says: mail servers and databases take its lines for
/// commands, echo and chargen answer without end, and blocklists count it as
/// abuse.
pub const DENIED_PORTS: &[u16] = &[7, 9, 19, 22, 23, 25, 465, 587, 2525, 6000, 6379, 11211];

/// Those of them where no protocol with TLS is, mail's neither.
pub const DENIED_TO_ALL: &[u16] = &[7, 9, 19, 22, 23, 6000, 6379, 11211];

/// Where mail is submitted under TLS from the first byte (RFC 8314 §3.3).
const SUBMISSIONS: u16 = 465;

/// Whether a connection to this port may begin so: a protocol is spoken on
/// ports that are not another's.
pub fn may_begin(opening: Opening, port: u16) -> bool {
    match opening {
        // A client of mail waits for the greeting of its own protocol.
        Opening::Mail(_) => !DENIED_TO_ALL.contains(&port),
        Opening::DirectTls if port == SUBMISSIONS => true,
        Opening::DirectTls | Opening::Stream => !DENIED_PORTS.contains(&port),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::Mail;

    #[test]
    fn mail_is_for_the_ports_of_mail_and_xml_is_not() {
        let smtp = Opening::Mail(Mail::Smtp);
        for port in [25, 587, 2525] {
            assert!(may_begin(smtp, port), "{port}");
            assert!(!may_begin(Opening::Stream, port), "{port}");
            assert!(!may_begin(Opening::DirectTls, port), "{port}");
        }
        assert!(may_begin(Opening::DirectTls, 465));
        assert!(!may_begin(Opening::Stream, 465));
        assert!(may_begin(Opening::Stream, 5222));
    }

    #[test]
    fn nobody_goes_where_there_is_no_tls() {
        let all = [
            Opening::Stream,
            Opening::DirectTls,
            Opening::Mail(Mail::Smtp),
            Opening::Mail(Mail::Imap),
            Opening::Mail(Mail::Pop3),
        ];
        for opening in all {
            for port in DENIED_TO_ALL {
                assert!(!may_begin(opening, *port), "{opening:?} {port}");
                assert!(DENIED_PORTS.contains(port));
            }
        }
    }
}
