//! The case of the evidence that was judged last. A host asks for verdicts, numbers
//! and words about the same evidence, one after the other: what takes work to
//! find out, such as whom a chain of certificates leads to, is found out once.

use std::any::Any;
use std::cell::RefCell;
use std::rc::Rc;

use crate::Checker;
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

/// What the rules judge: it depends on the evidence alone.
///
/// # Errors
///
/// As [`Checker::case`].
pub(crate) fn case<C: Checker>(evidence: Evidence) -> Result<Rc<C::Case>, ErrorCode> {
    if let Some(case) = known(&evidence) {
        return Ok(case);
    }
    // Two are never held: the memory of a guest is bounded.
    LATEST.set(None);
    let case = Rc::new(C::case(&evidence)?);
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
    use std::cell::Cell;
    use std::convert::Infallible;

    use super::*;
    use crate::checker::Summary;
    use crate::contract::State;
    use crate::definition::Definition;
    use crate::options::Options;
    use crate::rule::{self, Rule};
    use crate::switches::Switches;
    use crate::{Collection, Discovery, Precheck};

    thread_local! {
        static MADE: Cell<usize> = const { Cell::new(0) };
    }

    struct Scale;
    struct Weight(usize);

    impl rule::Case for Weight {
        type Part = Infallible;
    }

    impl Checker for Scale {
        type Settings = ();
        type Plan = ();
        type Observation = ();
        type Case = Weight;
        const RULES: &'static [Rule<Weight>] = &[];

        fn case(evidence: &Evidence) -> Result<Weight, ErrorCode> {
            MADE.set(MADE.get() + 1);
            match evidence.observation.len() {
                0 => Err(ErrorCode::InvalidObservation("nothing".into())),
                weight => Ok(Weight(weight)),
            }
        }

        fn definition() -> Definition {
            unreachable!()
        }
        fn settings(_: &Options, _: Switches<'_>) -> Result<(), ErrorCode> {
            unreachable!()
        }
        fn precheck((): &()) -> Precheck {
            unreachable!()
        }
        async fn discover((): &()) -> Result<Discovery<()>, ErrorCode> {
            unreachable!()
        }
        async fn collect((): &(), _: Option<()>) -> Result<Collection<()>, ErrorCode> {
            unreachable!()
        }
        fn summary(_: &Weight, _: &[State]) -> Summary {
            unreachable!()
        }
    }

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
        let weight = |evidence| case::<Scale>(evidence).map(|weight| weight.0);
        for _ in 0..3 {
            assert_eq!(weight(evidence("ab", 1)), Ok(2));
        }
        assert_eq!(MADE.get(), 1);
        assert_eq!(weight(evidence("ab", 2)), Ok(2));
        assert_eq!(weight(evidence("abc", 2)), Ok(3));
        assert_eq!(MADE.get(), 3);
        assert!(weight(evidence("", 2)).is_err());
        assert!(weight(evidence("", 2)).is_err());
        assert_eq!(MADE.get(), 5);
    }
}
