//! The remedies of reports, followed to the letter: a server or a zone is put
//! wrong, what the report says is done to it, and the fault is gone.
//!
//! Lines are taken from the report and go where they themselves say. Where a
//! report says it in a sentence, the test holds it to that sentence before it
//! does the same.

mod certificates;
mod default_ports;
mod ejabberd;
mod listeners;
mod places;
mod prosody;
mod remedy;
mod server;
mod zone;
