//! The case of the evidence that was judged last. A host asks for verdicts, numbers
//! and words about the same evidence, one after the other: what takes work to
//! find out, such as whom a chain of certificates leads to, is found out once.

use std::any::Any;
use std::cell::RefCell;
use std::rc::Rc;

use crate::checker::Evidence;
use crate::contract::ErrorCode;

thread_local! {
    static LATEST: RefCell<Option<Latest>> = const { RefCell::new(None) };
}

/// A case, and what it was made of.
struct Latest {
    evidence: Evidence,
    /// That of the one checker of a component.
    case: Rc<dyn Any>,
}

/// What the rules judge, made of the evidence alone.
///
/// # Errors
///
/// As making it.
pub(crate) fn case<T: 'static>(
    evidence: Evidence,
    make: impl FnOnce(&Evidence) -> Result<T, ErrorCode>,
) -> Result<Rc<T>, ErrorCode> {
    if let Some(case) = known(&evidence) {
        return Ok(case);
    }
    // Two are never held: the memory of a guest is bounded.
    LATEST.set(None);
    let case = Rc::new(make(&evidence)?);
    LATEST.set(Some(Latest {
        evidence,
        case: case.clone(),
    }));
    Ok(case)
}

fn known<T: 'static>(evidence: &Evidence) -> Option<Rc<T>> {
    LATEST.with_borrow(|latest| {
        let latest = latest.as_ref()?;
        let is_same = latest.evidence == *evidence;
        is_same.then(|| latest.case.clone().downcast().ok())?
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evidence(observation: &str, judged_at: i64) -> Evidence {
        Evidence {
            observation: observation.into(),
            related: Vec::new(),
            options: "{}".into(),
            judged_at,
        }
    }

    #[test]
    fn it_is_made_once_for_the_same_evidence_and_anew_for_other() {
        let mut made = 0;
        let mut weight = |evidence| {
            let weighed = case(evidence, |evidence| {
                made += 1;
                match evidence.observation.len() {
                    0 => Err(ErrorCode::InvalidObservation("nothing".into())),
                    weight => Ok(weight),
                }
            });
            (weighed.ok().map(|weight| *weight), made)
        };
        assert_eq!(weight(evidence("ab", 1)), (Some(2), 1));
        assert_eq!(weight(evidence("ab", 1)), (Some(2), 1));
        assert_eq!(weight(evidence("ab", 2)), (Some(2), 2));
        assert_eq!(weight(evidence("abc", 2)), (Some(3), 3));
        assert_eq!(weight(evidence("", 2)), (None, 4));
        assert_eq!(weight(evidence("", 2)), (None, 5));
    }
}
