//! Guests and peers that want to harm: for each, the verdict is right, nothing
//! else suffers, and everything is given back.

mod dns;
mod guests;
mod peers;
