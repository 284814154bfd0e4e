//! Which statements can match an action, so that a decision looks at no others.

use super::action::{Actions, Asked, Place};

/// Statements by what they can match. Sorted lists: small, and searched without hashing again.
#[derive(Debug, Clone, Default)]
pub(crate) struct Index {
    exact: Box<[(u64, u32)]>,
    services: Box<[(u64, u32)]>,
    everywhere: Box<[u32]>,
}

impl Index {
    pub(super) fn new<'a>(statements: impl Iterator<Item = &'a Actions>) -> Self {
        let (mut exact, mut services, mut everywhere) = (Vec::new(), Vec::new(), Vec::new());
        for (at, actions) in (0_u32..).zip(statements) {
            match actions.place() {
                Place::Exact(hashes) => exact.extend(hashes.into_iter().map(|hash| (hash, at))),
                Place::Services(hashes) => {
                    services.extend(hashes.into_iter().map(|hash| (hash, at)));
                }
                Place::Everywhere => everywhere.push(at),
            }
        }
        exact.sort_unstable();
        services.sort_unstable();
        Self {
            exact: exact.into(),
            services: services.into(),
            everywhere: everywhere.into(),
        }
    }

    /// Each statement at most once, since each stands in one of the lists and there once for a hash.
    pub(crate) fn candidates<'i>(
        &'i self,
        asked: &Asked<'_>,
    ) -> impl Iterator<Item = u32> + use<'i> {
        under(&self.exact, asked.hash)
            .iter()
            .chain(under(&self.services, asked.service_hash))
            .map(|(_, at)| *at)
            .chain(self.everywhere.iter().copied())
    }
}

fn under(list: &[(u64, u32)], wanted: u64) -> &[(u64, u32)] {
    let from = list.partition_point(|(hash, _)| *hash < wanted);
    let rest = list.get(from..).unwrap_or_default();
    let until = rest.partition_point(|(hash, _)| *hash == wanted);
    rest.get(..until).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn patterns() -> impl Strategy<Value = Vec<String>> {
        let pattern = prop_oneof![
            "(s3|ec2|S3):(Get|Put|get)(Object|x)?",
            "(s3|ec2|s*|[?]3):(Get|P|)[*](Object)?",
            "[*]|s3|s3:[*]|:|",
        ];
        prop::collection::vec(pattern, 0..4)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        /// The index leaves out nothing that matches and offers nothing twice.
        #[test]
        fn every_statement_that_matches_is_found(
            statements in prop::collection::vec((patterns(), patterns()), 0..6),
            action in "(s3|EC2|kms|s3x)(:(Get|put)(Object|x)?)?",
        ) {
            let statements: Vec<Actions> =
                statements.iter().map(|(action, not)| Actions::new(action, not)).collect();
            let index = Index::new(statements.iter());
            let asked = Asked::new(&action);
            let mut found: Vec<u32> = index.candidates(&asked).collect();
            found.sort_unstable();
            let offered = found.len();
            found.dedup();
            prop_assert_eq!(offered, found.len());
            for (at, actions) in (0_u32..).zip(&statements) {
                prop_assert!(!actions.matches(&asked) || found.contains(&at), "{} of {:?}", at, statements);
            }
        }
    }
}
