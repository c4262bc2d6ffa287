//! What the program can be told to do; each command is a file.

pub(super) mod atlas;
pub(super) mod campaigns;
pub(super) mod check;
pub(super) mod compare;
pub(super) mod compile;
pub(super) mod completions;
pub(super) mod definition;
pub(super) mod demo;
pub(super) mod discover;
pub(super) mod evaluate;
pub(super) mod man;
pub(super) mod report;
pub(super) mod serve;
pub(super) mod survey;
pub(super) mod worker;
